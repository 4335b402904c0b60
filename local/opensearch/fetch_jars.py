"""jgo with one HTTP session for all its requests.

    python local/opensearch/fetch_jars.py <arguments of jgo>

jgo 3.2 opens a connection, with its TLS handshake, for each of the 600 files it asks Maven Central for.
"""

import sys
from types import SimpleNamespace

import requests
from jgo.__main__ import main
from jgo.util import http

session = requests.Session()
http.requests = SimpleNamespace(request=session.request, Response=requests.Response)

if __name__ == "__main__":
    sys.exit(main())
