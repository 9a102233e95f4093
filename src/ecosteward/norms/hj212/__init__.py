"""HJ 212: what data loggers and platforms say to each other, in the editions of 2005, 2017 and 2025 on one stream.

Bytes in, packets and answers out; nothing here reads a clock, a file or a network:

- `stream.Feed` cuts a byte stream into frames (`frames.Frame`) and skipped bytes, losing nothing;
- `packets.read` reads a frame into a `Packet` with a verdict, its deviations and its exact bytes;
- `answers.answer` gives the bytes to send back, `requests` those a platform asks with;
- `parts.Parts` joins split packets, `sm4` opens the sealed ones of 2025;
- `factors` and `meanings` say what the codes mean.
"""
