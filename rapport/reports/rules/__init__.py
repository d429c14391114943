"""The mathematics of every figure that Rapport shows (pure).

`shares`, `fairness` and `control` serve web requests and import nothing but the standard library. `survival`, `loyalty`
and `effects` load numpy, scipy, statsmodels or lifelines inside the function that needs them, for the worker alone.
"""
