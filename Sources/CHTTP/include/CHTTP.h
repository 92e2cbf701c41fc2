#ifndef CHTTP_H
#define CHTTP_H

#include <stdbool.h>
#include <stddef.h>

/// HTTP by libcurl, which is loaded when it is first needed: a session that connects nowhere neither starts later nor grows.
///
/// All of it is for one thread.
typedef struct http_client http_client;
typedef struct http_exchange http_exchange;

/// A client, or NULL; `reason` is then a text that says why, such as that the library is not there.
http_client *http_client_make(const char **reason);

/// Closes a client's connections. Its exchanges must have ended.
void http_client_free(http_client *client);

/// Begins a POST. Headers are lines, `authorities` a file of certificates to trust, or NULL. `isFresh` takes no connection that
/// was used before, so that what may not be sent twice is not.
http_exchange *http_begin(
    http_client *client, const char *url, const char *const *headers, size_t header_count, const void *body, size_t length,
    const char *authorities, long connect_milliseconds, bool is_fresh);

/// Lets all exchanges go on, for at most so long where none has anything to do.
void http_wait(http_client *client, int milliseconds);

/// Whether the exchange is over, well or not.
bool http_is_over(const http_exchange *exchange);
/// How it ended, as one of libcurl's codes; 0 is well.
int http_code(const http_exchange *exchange);
/// What libcurl says of how it ended.
const char *http_reason(const http_exchange *exchange);
/// The status of the answer; 0 where there is none.
long http_status(const http_exchange *exchange);
/// Whether the answer says where it ends: what just stops may have been cut.
bool http_is_delimited(const http_exchange *exchange);
/// The answer's body so far.
const void *http_body(const http_exchange *exchange, size_t *length);

/// Forgets an exchange, which is broken off where it is not over.
void http_end(http_client *client, http_exchange *exchange);

#endif
