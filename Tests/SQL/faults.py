"""Does to ClickHouse servers, and to what comes from them, what must not go unnoticed; looks what marq says to each.

Between marq and a real server stands one that passes everything on, but for what it is told to spoil.
"""

import http.client, http.server, os, pathlib, pty, re, select, shutil, signal, socket, ssl, subprocess, sys, threading, time, urllib.parse

import check
from cluster import MARQ, PORTS, ask

ROOT, WORK = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
failures = []


def expect(name, holds, seen):
    print(f"  {'ok' if holds else 'WRONG'} {name}", flush=True)
    if not holds:
        failures.append(name)
        print(f"    {seen!r}", flush=True)


def marq(place, *statements, password=None, seconds=60):
    """Status, what was printed, what was said, and how long it took."""
    environment = {key: value for key, value in os.environ.items() if key != "MARQ_PASSWORD"}
    environment |= {"HOME": str(WORK), "XDG_CONFIG_HOME": str(WORK)} | ({"MARQ_PASSWORD": password} if password else {})
    command = [MARQ, "-q", "--format", "csv", "--data", place]
    begin = time.time()
    done = subprocess.run(command + [part for statement in statements for part in ("-c", statement)], env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
    return done.returncode, done.stdout, done.stderr, time.time() - begin


def refused(name, result, identifier, *words):
    """One error with its number and words, nothing printed, and a status that says so."""
    status, printed, said, _ = result
    one = len(re.findall(r"error\[", said)) == 1
    expect(name, status != 0 and not printed and one and f"error[{identifier}]" in said
           and all(word in " ".join(said.split()) for word in words), result)


class Spoilers(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Whoever does not want an answer any more does not wait for it."""


class Spoiler(http.server.BaseHTTPRequestHandler):
    """Passes requests on; `spoil` is a function of the answer to what reads bars, or None."""

    protocol_version = "HTTP/1.1"
    spoil = None
    seen = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Spoiler.seen.append((self.path, dict(self.headers), body))
        back = http.client.HTTPConnection("127.0.0.1", PORTS[0], timeout=60)
        back.request("POST", self.path, body, {k: v for k, v in self.headers.items() if k.startswith("X-ClickHouse")})
        answer = back.getresponse()
        content = answer.read()
        if Spoiler.spoil and b"bars" in body and b"SELECT" in body and b"max(CASE" not in body:
            return Spoiler.spoil(self, content)
        self.reply(answer.status, content)

    def reply(self, status, content, chunked=True):
        self.send_response(status)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if content:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass


def cut_in_the_middle(handler, content):
    """Half of the answer, then the connection is gone."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(content) // 2, content[:len(content) // 2]))
    handler.close_connection = True
    handler.connection.shutdown(2)


def cut_before(handler, content):
    handler.close_connection = True
    handler.connection.shutdown(2)


def half(handler, content):
    """Half of the answer, as if it were all: the last line is not whole."""
    handler.reply(200, content[:-3])


def a_row_short(handler, content):
    """Rows with a value too few."""
    handler.reply(200, content[:content[:-1].rindex(b"\t")] + b"\n")


def error_behind_rows(handler, content):
    """What happens where a server has begun to answer when it runs out of memory."""
    rows = b"".join(content.splitlines(keepends=True)[:4])
    handler.reply(200, rows + b"Code: 241, e.displayText() = DB::Exception: Memory limit (for query) exceeded: would use "
                  b"9.31 GiB, e.what() = DB::Exception")


def without_end(handler, content):
    """An answer that does not say where it ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + content)
    handler.close_connection = True


def another_service(handler, content):
    handler.reply(404, b"<html>nginx</html>")


def silent(handler, content):
    time.sleep(60)


def spoiled(place):
    """What comes from a server is cut, mixed with errors, late, or none."""
    server = Spoilers(("127.0.0.1", 0), Spoiler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    through = f"clickhouse://127.0.0.1:{server.server_port}/us-tech"
    whole = marq(through, "drop")
    expect("unspoiled it answers", whole[0] == 0 and whole[1].count("\n") > 5, whole)
    cases = [
        ("the connection is cut in mid-answer", cut_in_the_middle, "M605", ["cut"]),
        ("the connection is cut before an answer", cut_before, "M605", ["cut"]),
        ("an answer without its end", half, "M605", ["ends in the middle"]),
        ("a row without its last value", a_row_short, "M605", ["ends in the middle"]),
        ("a server error after a 200 header", error_behind_rows, "M604", ["memory"]),
        ("an answer that does not say where it ends", without_end, "M605", ["where it ends"]),
        ("another service on the port", another_service, "M602", ["404"]),
    ]
    for name, spoil, identifier, words in cases:
        Spoiler.spoil = spoil
        refused(name, marq(through, "drop"), identifier, *words)
    Spoiler.spoil = silent
    result = marq(through + "?timeout=1", "drop")
    refused("a server that falls silent", result, "M602", "has not answered")
    Spoiler.spoil = None
    heard = [headers.get("X-ClickHouse-Key") for _, headers, _ in Spoiler.seen]
    expect("no password was sent where none was set", not any(heard), heard)
    expect("every statement asks for all shards", all("skip_unavailable_shards=0" in path for path, _, body in Spoiler.seen
                                                     if b"system.processes" not in body and b"KILL" not in body), "")
    server.shutdown()


def passwords():
    place = f"clickhouse://analyst@127.0.0.1:{PORTS[0]}/us-tech"
    refused("no password", marq(place, "drop"), "M603", "does not let analyst in", "MARQ_PASSWORD")
    result = marq(place, "drop", password="wrong-horse")
    refused("a wrong password", result, "M603", "does not let analyst in")
    expect("which is not shown", "wrong-horse" not in result[2], result)
    expect("the right one", marq(place, "drop", password="secret")[0] == 0, "")
    folder = WORK / "marq"
    folder.mkdir(exist_ok=True)
    file = folder / "passwords"
    file.write_text(f"analyst@127.0.0.1:{PORTS[0]} secret\n")
    file.chmod(0o600)
    expect("the right one in the file", marq(place, "drop")[0] == 0, marq(place, "drop"))
    file.chmod(0o644)
    result = marq(place, "drop")
    expect("a file that others may read is not used", result[0] != 0 and "chmod 600" in result[2], result)
    file.unlink()
    result = marq("hk-ai-2026", f'load "clickhouse://analyst:secret@127.0.0.1:{PORTS[0]}/us-tech"')
    refused("a password in the address", result, "M601", "does not belong into an address")


def limits():
    refused("out of memory on the server",
            marq(f"clickhouse://cramped@127.0.0.1:{PORTS[0]}/us-tech", "drop"), "M604", "not enough memory")
    refused("a database that is not there", marq(f"clickhouse://127.0.0.1:{PORTS[0]}/nowhere", "drop"), "M604")
    refused("a database without a market", marq(f"clickhouse://127.0.0.1:{PORTS[0]}/system", "drop"), "M604",
            "no whole market")
    with __import__("socket").socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = marq(f"clickhouse://127.0.0.1:{port}/us-tech", "drop")
    refused("nothing there", result, "M602", "nothing answers")
    expect("which is told soon", result[3] < 3, result)
    refused("a host that nobody knows", marq("clickhouse://nobody.invalid/us-tech", "drop"), "M602", "host")
    # One that answers what it does not understand; 18.16 itself now says nothing and now hangs up.
    plain = socket.create_server(("127.0.0.1", 0))

    def answer_plainly():
        while True:
            try:
                client, _ = plain.accept()
            except OSError:
                return
            client.recv(4096)
            client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            client.close()

    threading.Thread(target=answer_plainly, daemon=True).start()
    refused(
        "TLS where there is none", marq(f"clickhouses://127.0.0.1:{plain.getsockname()[1]}/us-tech", "drop"), "M602",
        "no safe connection")
    plain.close()


def certificate(name, host):
    """A key and a certificate of its own for a host."""
    key, certificate = WORK / f"{name}.key", WORK / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=marq test", "-addext", f"subjectAltName={host}",
         "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return key, certificate


def encrypted():
    """A server with TLS, whose authority is or is not known, whose certificate is for this host or for another one."""
    if not shutil.which("openssl"):
        print("  openssl is not installed, so TLS is skipped")
        return
    known, foreign = certificate("known", "IP:127.0.0.1,DNS:localhost"), certificate("foreign", "DNS:elsewhere.example")
    servers = {}
    for name, (key, own) in {"known": known, "foreign": foreign}.items():
        server = servers[name] = Spoilers(("127.0.0.1", 0), Spoiler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    place = lambda name, host="127.0.0.1": f"clickhouses://{host}:{servers[name].server_port}/us-tech"
    plain = marq(f"clickhouse://127.0.0.1:{PORTS[0]}/us-tech", "drop", "gain each year over 5y by exchange")
    Spoiler.seen.clear()
    safe = marq(f"{place('known')}?ca={known[1]}", "drop", "gain each year over 5y by exchange")
    expect("over TLS it answers the same", safe[0] == 0 and safe[1] == plain[1] and len(Spoiler.seen) > 2, (safe, plain))
    named = marq(f"{place('known', 'localhost')}?ca={known[1]}", "drop")
    expect("by the host's name, too", named[0] == 0 and plain[1].startswith(named[1]), named)
    secret = marq(f"{place('known').replace('//', '//analyst@')}?ca={known[1]}", "drop", password="secret")
    expect("with a password", secret[0] == 0 and plain[1].startswith(secret[1]), secret)
    Spoiler.seen.clear()
    refused("an authority that nobody knows", marq(place("known"), "drop", password="secret"), "M602", "no safe connection")
    refused("a certificate for another host", marq(f"{place('foreign')}?ca={foreign[1]}", "drop"), "M602", "no safe connection")
    refused("a file of authorities that is not there", marq(f"{place('known')}?ca=/nowhere.pem", "drop"), "M602", "no safe connection")
    expect("none of which was sent anything", not Spoiler.seen, Spoiler.seen)
    for server in servers.values():
        server.shutdown()


def slow_market():
    """A market whose bars are a view that takes long: a data team's own views do as well as tables."""
    ask(PORTS[0], "DROP DATABASE IF EXISTS slow")
    ask(PORTS[0], "CREATE DATABASE slow")
    for table in ["companies", "attributes", "events", "calendar", "dates", "market"]:
        ask(PORTS[0], f"CREATE VIEW slow.{table} AS SELECT * FROM `us-tech`.{table}")
    names = [line.split("\t")[0] for line in ask(PORTS[0], "DESCRIBE TABLE `us-tech`.bars").splitlines()]
    ask(PORTS[0], "CREATE TABLE slow.held ENGINE = MergeTree() ORDER BY (day, company) AS SELECT * FROM `us-tech`.bars")
    # The user's blocks are small, so that it sleeps for each of many.
    ask(PORTS[0], f"CREATE VIEW slow.bars AS SELECT {', '.join(names)} FROM slow.held WHERE sleep(0.3) = 0")
    return f"clickhouse://patient@127.0.0.1:{PORTS[0]}/slow"


def running():
    rows = ask(PORTS[0], "SELECT query_id FROM system.processes WHERE query_id LIKE 'marq-%' FORMAT TabSeparated")
    return rows.split()


def timeouts(slow):
    begin = time.time()
    refused("longer than is allowed", marq(slow + "?timeout=1", "mean(gain, 250d)"), "M604", "longer than is allowed")
    expect("and no longer", time.time() - begin < 8, time.time() - begin)


def interrupts(slow):
    """Control-C at a real prompt: the question ends there and on the server, and the session goes on."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm", HOME=str(WORK), XDG_STATE_HOME=str(WORK / "state"), LC_ALL="C.UTF-8")
        os.execv(MARQ, [MARQ, "--data", slow])
    screen = b""

    def until(word, seconds):
        nonlocal screen
        begin = time.time()
        while time.time() - begin < seconds:
            if select.select([terminal], [], [], 0.02)[0]:
                screen += os.read(terminal, 65536)
            if word in screen:
                return time.time() - begin
        return None

    until(b"leaves", 30)
    time.sleep(0.5)
    os.write(terminal, f"load \"clickhouse://a:hush-hush@127.0.0.1/x\"\r".encode())
    until(b"M601", 5)
    screen = b""
    os.write(terminal, b"mean(gain, 250d)\r")
    shown = until(b"Control-C stops it", 10)
    expect("progress is shown", shown is not None, screen)
    time.sleep(1)
    expect("with how far it is", until("█".encode(), 5) is not None, screen[-300:])
    before = running()
    screen = b""
    os.write(terminal, b"\x03")
    taken = until(b"interrupted", 5)
    expect(f"Control-C is answered within 100 ms ({taken and round(taken * 1000)} ms)", taken is not None and taken < 0.1, screen)
    begin = time.time()
    while running() and time.time() - begin < 10:
        time.sleep(0.05)
    expect(f"and the server stops ({time.time() - begin:.1f} s)", before and not running(), (before, running()))
    screen = b""
    time.sleep(0.5)
    os.write(terminal, b"segment where ticker=IBM\rname where ticker=IBM\r")
    expect("and the session goes on", until(b"International", 10) is not None or b"IBM" in screen, screen)
    os.write(terminal, b"quit\r")
    os.close(terminal)
    os.waitpid(child, 0)
    kept = "".join(path.read_text(errors="replace") for path in (WORK / "state").glob("**/history*"))
    expect("the history has the question, and no password", "mean(gain" in kept and "hush-hush" not in kept, kept)


def retries():
    """A connection that is refused before anything was sent is tried again."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    servers = []

    def come_late():
        time.sleep(0.15)
        servers.append(Spoilers(("127.0.0.1", port), Spoiler))
        servers[0].serve_forever()

    threading.Thread(target=come_late, daemon=True).start()
    result = marq(f"clickhouse://127.0.0.1:{port}/us-tech", "drop")
    expect("a server that comes up meanwhile", result[0] == 0, result)
    servers[0].shutdown()


def escapes():
    """No value of a question or of the data changes a statement."""
    tickers = ["O'Neill", "A\\B", 'Q"X', "A`B", "'; DROP TABLE bars; --", "\\'", "Z\\", "ü漢", "{x:String}", "%s", "a\tb", "two\nlines"]
    quoted = lambda text: '"' + text.replace('"', '""') + '"'
    folder = WORK / "hostile"
    folder.mkdir()
    (folder / "prices.csv").write_text("ticker,date,close,volume\n" + "".join(
        f"{quoted(ticker)},2026-01-0{day},{10 + place + day},{100 * day}\n" for place, ticker in enumerate(tickers) for day in (5, 6, 7)))
    (folder / "companies.csv").write_text("ticker,name,segment,exchange\n" + "".join(
        f"{quoted(ticker)},{quoted('name ' + ticker)},{quoted(tickers[-1 - place])},{quoted(['X', chr(39)][place % 2])}\n"
        for place, ticker in enumerate(tickers)))
    ask(PORTS[0], "CREATE DATABASE IF NOT EXISTS `it's \\\\ \\`mine`")
    place = f"clickhouse://127.0.0.1:{PORTS[0]}/it's \\ `mine"
    saved = marq(str(folder), f'save market into "{place}"')
    expect("a market of hostile names is saved", saved[0] == 0, saved)
    questions = ["close", "avg(close), count() by segment", "gain over 2d by exchange", "close each day over 2d across ticker", "name, segment"]
    for ticker in tickers:
        if "\n" not in ticker:
            questions += [f"close where ticker={quoted(ticker)}", f"count() where segment={quoted(ticker)}",
                          f"mean(gain, 2d) - gain of {quoted(ticker)}", f"close as {quoted(ticker)} top 2",
                          f"close where name ~ {quoted(re.escape(ticker))}"]
    wrong = []
    for question in questions:
        here, there = marq(str(folder), question), marq(place, question)
        if here[:2] != there[:2]:
            wrong.append((question, here, there))
    expect(f"{len(questions)} questions with hostile names", not wrong, wrong[:3])
    parameter = marq(place, "close where ticker=$x", "close")
    value = "x' OR 1=1 --"
    done = subprocess.run([MARQ, "-q", "-f", "csv", "-d", place, "--set", f"x={value}", "-c", "close where ticker=$x"],
                          capture_output=True, text=True)
    expect("a parameter is a value", done.returncode == 65 and "M203" in done.stderr, done)
    expect("the tables are still there", marq(place, "count()")[1].strip().endswith(str(len(tickers))), marq(place, "count()"))


def saving():
    """A market that is saved is there whole or not at all."""
    data = str(ROOT / "Datasets/classroom")
    both = f"clickhouse://127.0.0.1:{PORTS[0]},127.0.0.1:{PORTS[1]}/classroom"
    refused("a market that is there already", marq(data, f'save market into "{both}?cluster=market"'), "M607", "replace=yes")
    before = marq(both, "drop")
    refused("servers without a cluster", marq(data, f'save market into "{both}?replace=yes"'), "M601", "cluster")
    refused("a cluster that nobody knows", marq(data, f'save market into "{both}?cluster=none&replace=yes"'), "M601", "knows no cluster")
    one = f"clickhouse://127.0.0.1:{PORTS[0]}/classroom?cluster=market&replace=yes"
    refused("fewer servers than the cluster has", marq(data, f'save market into "{one}"'), "M601", "2 servers")
    saved = marq(data, f'save market into "{both}?cluster=market&replace=yes"')
    expect("it is replaced where it is told so", saved[0] == 0 and marq(both, "drop") [:2] == before[:2], saved)
    left = ask(PORTS[0], "SELECT name FROM system.tables WHERE name LIKE '%marq%'") + ask(
        PORTS[1], "SELECT name FROM system.tables WHERE name LIKE '%marq%'")
    expect("nothing half-done is left", not left, left)
    refused("a file", marq(both, f'save market into "{WORK}/x.market"'), "M606")
    for statement in ("explain drop", "source drop", "plan drop"):
        refused(statement, marq(both, statement), "M606")


def cost():
    """A question about one day reads the bars of that day, by companies and the grain of the index, and not the table."""
    name = "us-tech"
    ask(PORTS[0], "DROP DATABASE IF EXISTS wide")
    ask(PORTS[0], "CREATE DATABASE wide")
    for table in ["companies", "attributes", "events", "calendar", "dates", "market"]:
        ask(PORTS[0], f"CREATE VIEW wide.{table} AS SELECT * FROM `{name}`.{table}")
    # The same bars for some hundred companies more, which the question is not about but for their place in the table.
    ask(PORTS[0], f"CREATE TABLE wide.bars ENGINE = MergeTree() ORDER BY (day, company) AS SELECT * FROM `{name}`.bars")
    columns = [line.split("\t")[0] for line in ask(PORTS[0], f"DESCRIBE TABLE `{name}`.bars").splitlines()]
    more = ", ".join("toInt32(company + 1000 * copy)" if column == "company" else column for column in columns)
    ask(PORTS[0], f"INSERT INTO wide.bars SELECT {more} FROM (SELECT *, copy FROM `{name}`.bars ARRAY JOIN arrayMap(x -> x + 1, range(400)) AS copy)")
    ask(PORTS[0], "OPTIMIZE TABLE wide.bars FINAL")
    bars = int(ask(PORTS[0], "SELECT count() FROM wide.bars"))
    result = marq(f"clickhouse://127.0.0.1:{PORTS[0]}/wide", "drop")
    time.sleep(1)
    read = ask(PORTS[0], "SELECT read_rows, replaceAll(query, '\\n', ' ') FROM system.query_log WHERE type = 2 AND query LIKE "
                         "'%FROM bars%' AND query LIKE '%GROUP BY company%' AND query_id LIKE 'marq-%' ORDER BY event_time DESC, "
                         "query_start_time DESC LIMIT 2 FORMAT TabSeparated").splitlines()
    rows = [int(line.split("\t")[0]) for line in read]
    companies = int(ask(PORTS[0], "SELECT uniqExact(company) FROM wide.bars"))
    print(f"  drop of one day reads {' and '.join(map(str, rows))} rows of a table of {bars} ({companies} companies, grains of 8192)")
    expect("it reads no more than the grains that hold its day", result[0] == 0 and rows
           and max(rows) <= companies + 2 * 8192 + 8192, (result, read))


def node_down():
    """The second server is gone: the answer would lack its companies."""
    both = f"clickhouse://127.0.0.1:{PORTS[0]}/us-tech"
    os.kill(int(os.environ["SECOND_SERVER"]), signal.SIGKILL)
    time.sleep(0.5)
    refused("a node that is down", marq(both, "drop"), "M604", "does not reach another node")
    # What the server says by itself: nothing at all.
    part = int(ask(PORTS[0], "SELECT count() FROM bars", database="us-tech"))
    whole = int(ask(PORTS[0], "SELECT sum(bars) FROM companies", database="us-tech"))
    print(f"  (asked without marq the server counts {part} of {whole} bars, without a word)")
    refused("nothing is saved on a cluster that is not whole", marq(
        str(ROOT / "Datasets/classroom"),
        f'save market into "clickhouse://127.0.0.1:{PORTS[0]},127.0.0.1:{PORTS[1]}/classroom?cluster=market&replace=yes"'),
        "M602", "nothing answers")
    left = ask(PORTS[0], "SELECT name FROM system.tables WHERE name LIKE '%marq%'")
    expect("nor is anything left of it", not left, left)


def main():
    print("faults:")
    spoiled(None)
    passwords()
    limits()
    encrypted()
    retries()
    slow = slow_market()
    timeouts(slow)
    interrupts(slow)
    escapes()
    saving()
    cost()
    if os.environ.get("SECOND_SERVER"):
        node_down()
    print(f"{len(failures)} wrong")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
