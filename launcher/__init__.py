"""The launcher of qubinode-mcp: builds the services, starts them with what they need, and stops them again."""
