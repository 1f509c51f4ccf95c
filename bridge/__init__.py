"""Core's doors in QGIS: the user's language, feedback as Progress, the look of results.

``processing`` and ``ui`` reach QGIS' services through here; core never does.
"""
