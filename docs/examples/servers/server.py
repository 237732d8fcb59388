"""A Simple JSON server with Python's standard library: python3 server.py 8080"""
import json, math, sys
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

def epoch_ms(text):
    # Python before 3.11 does not read the Z at the end of a time.
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)

def wave(times):
    return [[50 + 40 * math.sin(ms / 600_000), ms] for ms in times]

METRICS = {"cpu load": wave, "temperature": wave}

def query(body):
    times = range(epoch_ms(body["range"]["from"]), epoch_ms(body["range"]["to"]) + 1, max(body["intervalMs"], 1000))
    return [{"target": t["target"], "refId": t["refId"], "tags": {"host": "web-1"},
             "datapoints": METRICS[t["target"]](times)} for t in body["targets"]]

ANSWERS = {"/": lambda body: {}, "/search": lambda body: list(METRICS), "/query": query}

class Handler(BaseHTTPRequestHandler):
    def respond(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            find = ANSWERS.get(self.path)
            status, answer = (200, find(json.loads(body or "{}"))) if find else (404, {"message": "no such path"})
        except (KeyError, ValueError) as error:  # an unknown target, a missing field, a body that is no JSON
            status, answer = 400, {"message": f"unknown or missing: {error}"}
        except Exception as error:
            status, answer = 500, {"message": str(error)}
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())
    do_GET = do_POST = respond

server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
