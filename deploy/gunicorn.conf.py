"""gunicorn: two processes of eight threads serve a board; behind nginx or Caddy on the same machine.

Started as `gunicorn --config deploy/gunicorn.conf.py audit.wsgi:app`.
"""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "8"))

# A large evidence file on a slow line is buffered by the proxy, so a request never takes this long itself.
timeout = 60
graceful_timeout = 30
keepalive = 5

# Fresh processes now and then, not both at once.
max_requests = 5000
max_requests_jitter = 500

# The proxy on this machine is the only one whose word about the visitor's address and https is taken.
forwarded_allow_ips = "127.0.0.1,::1"

accesslog = "-"
errorlog = "-"
# Without the query string: it may hold a search for a person's name.
access_log_format = '%(h)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
