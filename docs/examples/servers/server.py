"""A Simple JSON server with Python's standard library: python3 server.py 8080"""
import json, math, sys
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

def epoch_ms(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)

def query(body):
    times = range(epoch_ms(body["range"]["from"]), epoch_ms(body["range"]["to"]) + 1, max(body["intervalMs"], 1000))
    return [{"target": t["target"], "refId": t["refId"], "tags": {"host": "web-1"},
             "datapoints": [[50 + 40 * math.sin(ms / 600_000), ms] for ms in times]}
            for t in body["targets"]]

ANSWERS = {"/": lambda body: {}, "/search": lambda body: ["cpu load", "temperature"], "/query": query}

class Handler(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        find = ANSWERS.get(self.path)
        data = json.dumps(find(json.loads(body or "{}")) if find else {"message": "no such path"}).encode()
        self.send_response(200 if find else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(data)
    do_GET = do_POST = answer

server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
