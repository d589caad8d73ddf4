"""Pictures of pages -> lines of text with their places (OCR, 文字识别).

```
picture → engine (→ mend, upright) → kept → spread → the layout of `index.readers` → spans
```

`picture.py` opens what people have and sets a page straight that lies askew. `engine.py` finds lines by PP-OCR's
detector and reads them: `mend.py` parts what was run together over the channel between columns, `upright.py` cuts
vertical headlines (竖题) into their characters and lays them as lines. What was read is kept by the picture's digest
(`kept.py`), since a page takes some twenty seconds (`pace.py` says how long still). `spread.py` gives the lines to the
layout that a text layer's go through too; `spans.py` finds them again in the articles, with their places and how sure
each is.
"""
