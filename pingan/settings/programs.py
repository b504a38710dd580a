"""Programs of partners (docs/exchange.md): one grant, short tokens, scopes from the catalogue, digests in the database."""

#: Requests by person, by address, by device that asks for a token, and by a partner's program.
THROTTLE_RATES = {"user": "1200/min", "anon": "60/min", "token": "120/min", "exchange": "600/min"}
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"  # migrations ask for it by this name
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "pingan.exchange.api.clients.LiveClients",
    "SCOPES_BACKEND_CLASS": "pingan.exchange.queries.scopes.CatalogueScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "ERROR_RESPONSE_WITH_SCOPES": False,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    **{
        f"COMPLIANT_BCP_RFC9700_{name}": True
        for name in (
            "IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "ACCESS_TOKEN_TRANSPORT", "AUTHZ_RESPONSE_ISS",
            "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_SCHEME", "REDIRECT_URI_MATCHING", "PKCE_REQUIRED",
        )
    },
}  # fmt: skip
#: What completes the OpenAPI document: choices, what every address has in common, the addresses of partners' programs.
SCHEMA_HOOKS = [
    "drf_spectacular.hooks.postprocess_schema_enums",
    "pingan.web.schema.describe_common",
    "pingan.exchange.api.document.describe_exchange",
]
