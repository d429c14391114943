"""Who is still a customer, and what they are worth, where nobody says goodbye. For the worker: loads scipy.

Names of parameters are those of the papers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Buying:
    """BG/NBD (Fader, Hardie and Lee 2005): how often people buy, and after which purchase they stay away."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


@dataclass(frozen=True)
class Spending:
    """Gamma-Gamma (Fader and Hardie 2013): what people spend each time."""

    p: float
    q: float
    gamma: float


def bg_nbd(repeats: Sequence[int], last: Sequence[float], observed: Sequence[float]) -> Buying:
    """For each customer: purchases after the first, the time of the last one and of now, since the first."""
    import numpy as np
    from scipy.special import gammaln

    x, t_x, t = (np.asarray(values, dtype=float) for values in (repeats, last, observed))

    def log_likelihood(r: float, alpha: float, a: float, b: float) -> float:
        buys = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        stays = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        alive = -(r + x) * np.log(alpha + t)
        with np.errstate(divide="ignore", invalid="ignore"):
            gone = np.where(x > 0, np.log(a) - np.log(b + x - 1) - (r + x) * np.log(alpha + t_x), -np.inf)
        return float(np.sum(buys + stays + np.logaddexp(alive, gone)))

    (r, alpha, a, b), best = _likeliest(log_likelihood, 4)
    return Buying(r, alpha, a, b, best)


def gamma_gamma(times: Sequence[int], mean_spent: Sequence[float]) -> Spending:
    """For each customer who came back: how many repeated purchases, and what was spent on average. Holds only where how
    much and how often have little to do with each other."""
    import numpy as np
    from scipy.special import gammaln

    x, m = np.asarray(times, dtype=float), np.asarray(mean_spent, dtype=float)

    def log_likelihood(p: float, q: float, gamma: float) -> float:
        shape = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
        spent = (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(gamma + m * x)
        return float(np.sum(shape + spent))

    return Spending(*_likeliest(log_likelihood, 3)[0])


def _likeliest(log_likelihood: Callable[..., float], size: int) -> tuple[list[float], float]:
    """The positive parameters that make the data likeliest, searched by their logarithms from 1 on."""
    import numpy as np
    from scipy.optimize import minimize

    def cost(logs: Any) -> float:
        found = -log_likelihood(*np.exp(np.clip(logs, -20, 20)))
        return found if np.isfinite(found) else 1e12

    rough = minimize(cost, np.zeros(size), method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-6})
    fine = minimize(cost, rough.x, method="L-BFGS-B")
    best = fine if fine.fun < rough.fun else rough
    return [float(value) for value in np.exp(best.x)], -float(best.fun)
