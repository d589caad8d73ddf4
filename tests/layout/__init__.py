"""Pages of known articles, set by three hands: to fit reconstruction on, and to hold it against the truth.

`compositor` sets the sample page's articles and others in many layouts. `broadsheet` and `tabloid` make articles of a
small grammar (`stories`) and set them each in a manner of its own, with everything that stands between articles.
"""

from tests.layout.compositor import Copy, random_page
from tests.layout.printed import Printed, SetLine
from tests.layout.stories import Story

__all__ = ["Copy", "Printed", "SetLine", "Story", "random_page"]
