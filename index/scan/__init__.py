"""Pictures of pages -> lines of text with their places (OCR, 文字识别).

```
picture (opened, within limits, set straight) → engine (found, read) → kept → spread (a page's text)
                                                  └ upright (vertical headlines, 竖题)
```

`picture.py` opens what people have, a frame a page, and turns a page that lies askew. `engine.py` finds lines by
PP-OCR's detector and reads them; what stands upright is cut into its characters by `upright.py` and laid as a line. What
was read is kept by the picture's digest (`kept.py`), since a page takes some twenty seconds. `spread.py` gives lines
to the layout that a text layer's lines go through too, and puts an upright headline above the columns it heads.
"""
