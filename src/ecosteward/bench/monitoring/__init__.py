"""Measures what is claimed of receiving, storing, judging and showing data: `./steward bench monitoring`.

It has a database of its own, the embedded one in a folder of its own, with its habits as they are in use: a packet is
on the disk before it is answered. Loggers, gateway, pages and database are processes of their own.
"""
