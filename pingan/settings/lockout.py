"""When an account is locked out: one count for every door, kept by axes in the database."""

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours; GB/T 22239 names no number, domain.md §9.3 gives 15-30 minutes
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Trying on while locked out does not lengthen the half hour.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "pingan.web.lockout.lockout_response"
AXES_CLIENT_IP_CALLABLE = "pingan.web.middleware.client_ip"
AXES_SENSITIVE_PARAMETERS = [
    "login",
    "username",
    "password",
    "oldpassword",
    "password1",
    "password2",
    "code",
    "otp",
]
# Who signed in when stands in the product's own security log.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
