"""From samples and features to a map of classes: samples, classifiers, model files, prediction, what comes after.

``model`` holds the nouns; a model file is data and never code.
"""
