"""The path: poll, assess, approve, issue, dispatch, acknowledge, escalate, expire."""
