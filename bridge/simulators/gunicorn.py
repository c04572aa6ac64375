"""Gunicorn settings of the simulators: one worker, because calls live in its memory, with a thread per socket."""

from db.environment import integer
from db.process_environment import process_environment

_env = process_environment()

bind = f"127.0.0.1:{integer(_env, 'SIMULATORS_PORT', 8052, minimum=1, maximum=65535)}"
control_socket_disable = True  # it would leave a file in the home folder, one for all servers
logger_class = "db.server_log.ServerLog"
workers = 1
worker_class = "gthread"
threads = 300
graceful_timeout = 2
timeout = 0
accesslog = None
