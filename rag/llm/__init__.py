"""Answers worded by a language model: it is the writer, not the judge.

Finding and declining are decided before it is asked (`rag.qa`). `models` opens it, `local` runs one on this machine,
`prompt` says what it gets, `stream` takes its words as they come, `guard` holds each sentence against what it rests
on, `writer` puts it together and falls back to the quoted answer; `failures` says why in one line.
"""
