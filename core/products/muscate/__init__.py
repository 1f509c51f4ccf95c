"""The MUSCATE family of products (Theia, CNES): one reader, one writer.

``writer`` lays an L2A product out on the disk; the bands themselves are written by the chain.
"""
