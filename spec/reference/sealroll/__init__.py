"""Reference implementation of the Sealroll protocol, written from spec/protocol.md alone.

It is meant to be read and to generate and check vectors. It is not constant-time and keeps secrets
in ordinary memory: never use it with real keys.
"""
