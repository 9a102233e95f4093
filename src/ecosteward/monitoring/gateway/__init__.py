"""The HJ 212 gateway: takes what data loggers send, stores it, and only then answers.

`connection` reads one line, `judging` says what to make of a packet, `batches` brings the packets of all lines into one
transaction (`store.writing`), `tally` counts, `dialogue` sends commands, `asking` finds what is missing, `server` joins
them. Two threads work on the database: one stores packets, one does all else, so that nothing delays an answer.
"""
