"""HTTP toolbox: actor middleware, scoped bases, action forms, problem details, exports."""
