"""The product as script/server runs it, plus bench-only addresses and a counter that sleeps until asked."""

from pingan.settings.development import *

ROOT_URLCONF = "bench.urls"
SHOW_STYLEGUIDE = False
MIDDLEWARE = ["bench.counting.CountQueries", *MIDDLEWARE]
# The throttle works as always; only its ceiling is out of the way of one client that measures.
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "100000000/min"),
}
