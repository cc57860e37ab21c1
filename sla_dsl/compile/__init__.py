"""Forms to lazy frames: pure functions of a kit (a namespace and a look-up), tables and an as-of instant."""
