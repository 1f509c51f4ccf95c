"""The toolbox: ``provider.py``, the base class in ``base.py``, and one file an algorithm.

An algorithm is a form: parameters in, one core call, declared outputs. It holds no science.
"""
