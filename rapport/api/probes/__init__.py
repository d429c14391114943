"""For machines that watch the desk: is it up, is it ready, how does it fare."""
