# SPDX-License-Identifier: GPL-2.0-only
#
# Sphinx builds the HTML pages with this file; scripts/doc starts it.

import os
import re

from docutils import nodes
from sphinx.util import logging

top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

project = "PaX"
copyright = "the authors of this project; GPL-2.0"
with open(os.path.join(top, "kernel/include/uapi/linux/pax.h")) as header:
    version = release = re.search(r'PAX_VERSION "(.*)"', header.read()).group(1)

html_theme = "alabaster"
html_theme_options = {"description": "Memory protections for Linux", "page_width": "1100px"}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}
html_show_sphinx = False
html_copy_source = False
smartquotes = False

# Set by scripts/doc: the man pages as HTML, which go beside the pages as man/NAME.SECTION.html.
html_extra_path = [os.environ["PAX_DOC_EXTRA"]] if "PAX_DOC_EXTRA" in os.environ else []


def resolve(app, doctree):
    """Lets links to sources work in HTML too.

    A page links another page, a man page or a file by its path, as a reader of the repository
    needs it. In HTML a page is PAGE.html, a man page is man/PAGE.html, and other files are not
    there, so their links become plain text. A link to a file that does not exist is a warning.
    """
    pages = app.env.found_docs
    here = os.path.dirname(app.env.doc2path(app.env.docname))
    root = os.path.relpath(app.srcdir, here)
    for link in list(doctree.findall(nodes.reference)):
        uri = link.get("refuri", "")
        if not uri or re.match(r"[a-z]+:|#", uri):
            continue
        path = os.path.normpath(os.path.join(here, uri.partition("#")[0]))
        page = os.path.relpath(path, app.srcdir)
        if not os.path.exists(path):
            logging.getLogger(__name__).warning("no such file: %s", uri, location=link)
        elif page.endswith(".rst") and page[:-4] in pages:
            link["refuri"] = re.sub(r"\.rst(#|$)", r".html\1", uri)
        elif page.endswith(".scd"):
            link["refuri"] = "%s/man/%s.html" % (root, os.path.basename(page)[:-4])
        else:
            link.replace_self(link.children)


def setup(app):
    app.connect("doctree-read", resolve)
