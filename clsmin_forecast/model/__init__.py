"""The model: pure functions on arrays, without files or charts."""
