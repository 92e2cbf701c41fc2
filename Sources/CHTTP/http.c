#define _GNU_SOURCE
#include "CHTTP.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

// The part of libcurl's interface that is used. Its numbers are part of its ABI, which is the same in all of libcurl.so.4.
typedef void CURL;
typedef void CURLM;
struct curl_slist;
typedef struct {
  int msg;
  CURL *easy;
  union {
    void *whatever;
    int result;
  } data;
} CURLMsg;

enum {
  OPT_HTTP_VERSION = 84,
  OPT_NOSIGNAL = 99,
  OPT_FRESH_CONNECT = 74,
  OPT_CONNECTTIMEOUT_MS = 156,
  OPT_PROTOCOLS = 181,
  OPT_TCP_KEEPALIVE = 213,
  OPT_WRITEDATA = 10001,
  OPT_URL = 10002,
  OPT_ERRORBUFFER = 10010,
  OPT_USERAGENT = 10018,
  OPT_HTTPHEADER = 10023,
  OPT_HEADERDATA = 10029,
  OPT_CAINFO = 10065,
  OPT_RESOLVE = 10203,
  OPT_COPYPOSTFIELDS = 10165,
  OPT_NOPROXY = 10177,
  OPT_WRITEFUNCTION = 20011,
  OPT_HEADERFUNCTION = 20079,
  OPT_POSTFIELDSIZE_LARGE = 30120,
  INFO_RESPONSE_CODE = 0x200002,
  PROTOCOLS_HTTP_HTTPS = 3,
  HTTP_VERSION_1_1 = 2,
  MESSAGE_DONE = 1,
  ERROR_HOST_UNKNOWN = 6,
  ERROR_SIZE = 256,
};

static struct {
  bool is_loaded;
  CURL *(*easy_init)(void);
  int (*easy_setopt)(CURL *, int, ...);
  int (*easy_getinfo)(CURL *, int, ...);
  const char *(*easy_strerror)(int);
  void (*easy_cleanup)(CURL *);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
  CURLM *(*multi_init)(void);
  int (*multi_add_handle)(CURLM *, CURL *);
  int (*multi_remove_handle)(CURLM *, CURL *);
  int (*multi_perform)(CURLM *, int *);
  int (*multi_wait)(CURLM *, void *, unsigned, int, int *);
  CURLMsg *(*multi_info_read)(CURLM *, int *);
  int (*multi_cleanup)(CURLM *);
} curl;

static bool find(void *library, const char *name, void *place) {
  void *symbol = dlsym(library, name);
  memcpy(place, &symbol, sizeof symbol);
  return symbol != NULL;
}

static const char *load(void) {
  if (curl.is_loaded) return NULL;
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    return reason == NULL ? "libcurl.so.4 is not there" : reason;
  }
  int (*global_init)(long) = NULL;
  bool is_whole = find(library, "curl_global_init", &global_init) && find(library, "curl_easy_init", &curl.easy_init) &&
    find(library, "curl_easy_setopt", &curl.easy_setopt) && find(library, "curl_easy_getinfo", &curl.easy_getinfo) &&
    find(library, "curl_easy_strerror", &curl.easy_strerror) && find(library, "curl_easy_cleanup", &curl.easy_cleanup) &&
    find(library, "curl_slist_append", &curl.slist_append) && find(library, "curl_slist_free_all", &curl.slist_free_all) &&
    find(library, "curl_multi_init", &curl.multi_init) && find(library, "curl_multi_add_handle", &curl.multi_add_handle) &&
    find(library, "curl_multi_remove_handle", &curl.multi_remove_handle) &&
    find(library, "curl_multi_perform", &curl.multi_perform) && find(library, "curl_multi_wait", &curl.multi_wait) &&
    find(library, "curl_multi_info_read", &curl.multi_info_read) &&
    find(library, "curl_multi_cleanup", &curl.multi_cleanup);
  const long everything = 3;
  if (!is_whole || global_init(everything) != 0) return "libcurl.so.4 lacks a part of its interface";
  curl.is_loaded = true;
  return NULL;
}

struct http_client {
  CURLM *multi;
  http_exchange *first;
  // The host that was looked up last, which is mostly the next one, too.
  char host[256], address[64];
};

struct http_exchange {
  http_exchange *next;
  CURL *easy;
  struct curl_slist *headers;
  struct curl_slist *found;  // where the host is
  char *body;
  size_t length, capacity;
  bool is_over, is_delimited;
  int code;
  long status;
  char error[ERROR_SIZE];
};

http_client *http_client_make(const char **reason) {
  *reason = load();
  if (*reason != NULL) return NULL;
  http_client *client = calloc(1, sizeof *client);
  if (client != NULL) client->multi = curl.multi_init();
  if (client == NULL || client->multi == NULL) {
    free(client);
    *reason = "out of memory";
    return NULL;
  }
  return client;
}

void http_client_free(http_client *client) {
  curl.multi_cleanup(client->multi);
  free(client);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  http_exchange *exchange = context;
  size_t length = size * count;
  if (exchange->capacity - exchange->length < length) {
    size_t capacity = 2 * (exchange->length + length) + 4096;
    char *body = realloc(exchange->body, capacity);
    if (body == NULL) return 0;
    exchange->body = body;
    exchange->capacity = capacity;
  }
  memcpy(exchange->body + exchange->length, bytes, length);
  exchange->length += length;
  return length;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
  http_exchange *exchange = context;
  size_t length = size * count;
  static const char *const ends[] = {"transfer-encoding: chunked", "content-length:"};
  for (size_t number = 0; number < sizeof ends / sizeof ends[0]; number++) {
    size_t needed = strlen(ends[number]);
    if (length >= needed && strncasecmp(bytes, ends[number], needed) == 0) exchange->is_delimited = true;
  }
  return length;
}

// Asks the system where a host is, by its own program: where this one is linked statically, libcurl would look on a thread
// of a C library that was not made for it, and fall. False where nobody knows.
static bool look_up(const char *host, char *address, size_t size) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  char *arguments[] = {"getent", "ahosts", (char *)host, NULL};
  pid_t process;
  bool is_started = posix_spawnp(&process, arguments[0], &actions, NULL, arguments, environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  FILE *answer = fdopen(ends[0], "r");
  char line[256];
  bool is_known = false;
  if (is_started && answer != NULL) {
    while (fgets(line, sizeof line, answer) != NULL) {
      size_t length = strcspn(line, " \t\n");
      if (is_known || length == 0 || length >= size) continue;
      memcpy(address, line, length);
      address[length] = 0;
      is_known = true;
    }
  }
  if (answer != NULL) fclose(answer); else close(ends[0]);
  if (is_started) while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
  return is_known;
}

// Tells libcurl where the host of an address is; false where nobody knows. One in digits says so itself.
static bool find_host(http_client *client, http_exchange *exchange, const char *url) {
  const char *start = strstr(url, "://");
  if (start == NULL) return true;
  start += 3;
  size_t length = strcspn(start, ":/?");
  size_t port = strspn(start + length, ":0123456789");
  char host[sizeof client->host], entry[400];
  if (*start == '[' || strspn(start, "0123456789.") == length || length >= sizeof host || port < 2) return true;
  memcpy(host, start, length);
  host[length] = 0;
  if (strcmp(host, client->host) != 0) {
    if (host[0] == '-' || !look_up(host, client->address, sizeof client->address)) return false;
    memcpy(client->host, host, length + 1);
  }
  const char *address = client->address;
  bool is_six = strchr(address, ':') != NULL;
  snprintf(entry, sizeof entry, "%s%.*s:%s%s%s", host, (int)port, start + length, is_six ? "[" : "", address, is_six ? "]" : "");
  exchange->found = curl.slist_append(NULL, entry);
  curl.easy_setopt(exchange->easy, OPT_RESOLVE, exchange->found);
  return true;
}

http_exchange *http_begin(
    http_client *client, const char *url, const char *const *headers, size_t header_count, const void *body, size_t length,
    const char *authorities, long connect_milliseconds, bool is_fresh) {
  http_exchange *exchange = calloc(1, sizeof *exchange);
  if (exchange == NULL) return NULL;
  exchange->easy = curl.easy_init();
  if (exchange->easy == NULL) {
    free(exchange);
    return NULL;
  }
  CURL *easy = exchange->easy;
  for (size_t number = 0; number < header_count; number++) {
    struct curl_slist *longer = curl.slist_append(exchange->headers, headers[number]);
    if (longer != NULL) exchange->headers = longer;
  }
  curl.easy_setopt(easy, OPT_URL, url);
  curl.easy_setopt(easy, OPT_PROTOCOLS, (long)PROTOCOLS_HTTP_HTTPS);
  curl.easy_setopt(easy, OPT_HTTP_VERSION, (long)HTTP_VERSION_1_1);
  curl.easy_setopt(easy, OPT_NOPROXY, "*");
  curl.easy_setopt(easy, OPT_NOSIGNAL, 1L);
  curl.easy_setopt(easy, OPT_TCP_KEEPALIVE, 1L);
  curl.easy_setopt(easy, OPT_USERAGENT, "marq");
  curl.easy_setopt(easy, OPT_HTTPHEADER, exchange->headers);
  curl.easy_setopt(easy, OPT_CONNECTTIMEOUT_MS, connect_milliseconds);
  curl.easy_setopt(easy, OPT_FRESH_CONNECT, is_fresh ? 1L : 0L);
  curl.easy_setopt(easy, OPT_POSTFIELDSIZE_LARGE, (long long)length);
  curl.easy_setopt(easy, OPT_COPYPOSTFIELDS, length == 0 ? "" : body);
  if (authorities != NULL) curl.easy_setopt(easy, OPT_CAINFO, authorities);
  curl.easy_setopt(easy, OPT_ERRORBUFFER, exchange->error);
  curl.easy_setopt(easy, OPT_WRITEFUNCTION, take_body);
  curl.easy_setopt(easy, OPT_WRITEDATA, exchange);
  curl.easy_setopt(easy, OPT_HEADERFUNCTION, take_header);
  curl.easy_setopt(easy, OPT_HEADERDATA, exchange);
  exchange->next = client->first;
  client->first = exchange;
  if (find_host(client, exchange, url)) {
    curl.multi_add_handle(client->multi, easy);
  } else {
    exchange->is_over = true;
    exchange->code = ERROR_HOST_UNKNOWN;
  }
  return exchange;
}

static void advance(http_client *client) {
  int running = 0;
  curl.multi_perform(client->multi, &running);
  int left = 0;
  for (CURLMsg *message; (message = curl.multi_info_read(client->multi, &left)) != NULL;) {
    if (message->msg != MESSAGE_DONE) continue;
    for (http_exchange *exchange = client->first; exchange != NULL; exchange = exchange->next) {
      if (exchange->easy != message->easy) continue;
      exchange->is_over = true;
      exchange->code = message->data.result;
      curl.easy_getinfo(exchange->easy, INFO_RESPONSE_CODE, &exchange->status);
    }
  }
}

void http_wait(http_client *client, int milliseconds) {
  advance(client);
  for (http_exchange *exchange = client->first; exchange != NULL; exchange = exchange->next) {
    if (exchange->is_over) return;
  }
  curl.multi_wait(client->multi, NULL, 0, milliseconds, NULL);
  advance(client);
}

bool http_is_over(const http_exchange *exchange) { return exchange->is_over; }
int http_code(const http_exchange *exchange) { return exchange->code; }
long http_status(const http_exchange *exchange) { return exchange->status; }
bool http_is_delimited(const http_exchange *exchange) { return exchange->is_delimited; }

const char *http_reason(const http_exchange *exchange) {
  return exchange->error[0] != 0 ? exchange->error : curl.easy_strerror(exchange->code);
}

const void *http_body(const http_exchange *exchange, size_t *length) {
  *length = exchange->length;
  return exchange->body;
}

void http_end(http_client *client, http_exchange *exchange) {
  for (http_exchange **place = &client->first; *place != NULL; place = &(*place)->next) {
    if (*place != exchange) continue;
    *place = exchange->next;
    break;
  }
  curl.multi_remove_handle(client->multi, exchange->easy);
  curl.easy_cleanup(exchange->easy);
  curl.slist_free_all(exchange->headers);
  curl.slist_free_all(exchange->found);
  // Answers may hold what is nobody else's business; the memory is given back as it is, like all other figures.
  free(exchange->body);
  free(exchange);
}
