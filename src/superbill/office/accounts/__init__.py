"""Who may come in: accounts, sessions, second factors, passkeys, API keys."""
