/* Real-time calls through a voice bridge: this program is both the carrier and the agent, on one epoll.
 *
 *   wsload play  BRIDGE_PORT AGENT_PORT PATH ACCOUNT_SID CHUNK RAMP [CERTIFICATE KEY]
 *   wsload relay LISTEN_PORT TARGET_PORT            the yardstick: bytes from socket to socket, nothing read
 *
 * Each call speaks a frame of 160 bytes every 20 ms. A frame holds the call, its number, the time and a pattern of
 * these; the agent checks it and sends CHUNK frames at a time back; the carrier checks them again and notes the time.
 * Every byte is at least 0x80, so that bridges which convert mu-law to PCM and back bring it home unchanged.
 *
 * Commands on standard input, one JSON line in answer to each:
 *   add FILE       dial the calls in it (call id, token, signature between tabs), RAMP a second; answered when all talk
 *   drop COUNT     hang up, the youngest first; answered when they are gone
 *   measure MS     note every delay for so long
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef TLS
#include <openssl/ssl.h>
static SSL_CTX *tls;
#endif

enum { FRAME = 160, HEAD = 14, MOST_CALLS = 4096, SLOTS = 200, SLOT_US = 100, READ = 1 << 16, MOST_CHUNK = 50 };
enum { PING_FRAMES = 100, INTERRUPT_FRAMES = 250, TURN_FRAMES = 300, FIRST_TURN = 15 }; /* 2 s, 5 s, a pair of turns in 6 s and at the beginning */
enum { GRACE_US = 400000, PATIENCE_US = 30000000, QUIET_US = 500000, ENOUGH = 5, LOST_US = 9999000 };

typedef uint64_t us;
typedef enum { LISTENER, CARRIER, AGENT, RELAY } Role;
typedef struct { char *bytes; size_t size, room; } Buffer;
typedef struct Call Call;
typedef struct Conn {
    int fd;
    Role role;
    bool open, blocked, dead;
    Call *call;
    struct Conn *other; /* of a relay */
    Buffer in, out;
#ifdef TLS
    SSL *ssl;
#endif
} Conn;
typedef struct { uint32_t next, lost, repeated, corrupt; } Check;
struct Call {
    char sid[40], stream[40], token[1024], signature[64];
    int index, messages, slot_offset;
    bool is_talking, is_quiet, is_over, is_relayed;
    Conn *carrier, *agent;
    uint32_t sent, echoed, cut_until, event;
    Check up, down;
    unsigned char chunk[FRAME * MOST_CHUNK], tail[FRAME];
    int chunk_size, tail_size;
};

static int epoll_fd, bridge_port, chunk_frames, ramp, relay_port;
static const char *path, *account;
static Call *calls[MOST_CALLS];
static int call_count, dialled, wheel[SLOTS][MOST_CALLS / 8], wheel_size[SLOTS];
static uint32_t *delays;
static size_t delay_count, delay_room;
static us window_from, window_to, answer_at, ramp_from, quiet_until;
static int ramp_base, drop_from;
static long window_sent, window_back, window_cut, said, pings, pongs, marks, clears, cut, died;
static enum { IDLE, ADDING, DROPPING, MEASURING } busy;

static us now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (us)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void fail(const char *what) {
    fprintf(stderr, "wsload: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void append(Buffer *b, const void *bytes, size_t size) {
    if (b->size + size > b->room && !(b->bytes = realloc(b->bytes, b->room = (b->size + size) * 2))) fail("memory");
    memcpy(b->bytes + b->size, bytes, size);
    b->size += size;
}

static void consume(Buffer *b, size_t size) {
    memmove(b->bytes, b->bytes + size, b->size - size);
    b->size -= size;
}

/* Base64 and SHA-1, for the payload and the handshake */

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static signed char value_of[256];

static int encode64(char *to, const unsigned char *from, int size) {
    char *start = to;
    for (int i = 0; i < size; i += 3) {
        uint32_t v = from[i] << 16 | (i + 1 < size ? from[i + 1] << 8 : 0) | (i + 2 < size ? from[i + 2] : 0);
        *to++ = ALPHABET[v >> 18];
        *to++ = ALPHABET[v >> 12 & 63];
        *to++ = i + 1 < size ? ALPHABET[v >> 6 & 63] : '=';
        *to++ = i + 2 < size ? ALPHABET[v & 63] : '=';
    }
    return to - start;
}

static int decode64(unsigned char *to, const char *from, int size) {
    unsigned char *start = to;
    uint32_t v = 0;
    int bits = 0;
    for (int i = 0; i < size && value_of[(unsigned char)from[i]] >= 0; i++) {
        v = v << 6 | value_of[(unsigned char)from[i]];
        if ((bits += 6) >= 8) *to++ = v >> (bits -= 8);
    }
    return to - start;
}

static uint32_t rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }

static void sha1(const char *text, unsigned char digest[20]) { /* of at most 119 bytes: a key and the GUID have 60 */
    unsigned char m[128] = {0};
    size_t n = strlen(text), blocks = n > 55 ? 2 : 1;
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}, w[80];
    memcpy(m, text, n);
    m[n] = 0x80;
    m[blocks * 64 - 2] = n * 8 >> 8;
    m[blocks * 64 - 1] = n * 8;
    for (size_t block = 0; block < blocks; block++) {
        for (int i = 0; i < 16; i++) w[i] = ntohl(((uint32_t *)(m + block * 64))[i]);
        for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
            uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint32_t t = rotate(a, 5) + f + e + k + w[i];
            e = d, d = c, c = rotate(b, 30), b = a, a = t;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) digest[i] = h[i / 4] >> (24 - i % 4 * 8);
}

/* Sockets */

static void watch(Conn *c, uint32_t events, int how) {
    struct epoll_event e = {.events = events, .data.ptr = c};
    if (epoll_ctl(epoll_fd, how, c->fd, &e)) fail("epoll_ctl");
}

static Conn *open_conn(int fd, Role role) {
    Conn *c = calloc(1, sizeof *c);
    int one = 1;
    c->fd = fd, c->role = role;
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(c, EPOLLIN, EPOLL_CTL_ADD);
    return c;
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (void *)&a, sizeof a) || listen(fd, 512)) fail("listen");
    return fd;
}

static int connect_to(int port) { /* on loopback this does not wait */
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(fd, (void *)&a, sizeof a)) { close(fd); return -1; }
    return fd;
}

static ssize_t read_conn(Conn *c, void *to, size_t size) {
#ifdef TLS
    if (c->ssl) {
        int n = SSL_read(c->ssl, to, size), why = n > 0 ? 0 : SSL_get_error(c->ssl, n);
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) { errno = EAGAIN; return -1; }
        return n > 0 ? n : 0;
    }
#endif
    return read(c->fd, to, size);
}

static ssize_t write_conn(Conn *c, const void *from, size_t size) {
#ifdef TLS
    if (c->ssl) {
        int n = SSL_write(c->ssl, from, size), why = n > 0 ? 0 : SSL_get_error(c->ssl, n);
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) errno = EAGAIN;
        return n > 0 ? n : -1;
    }
#endif
    return send(c->fd, from, size, MSG_NOSIGNAL);
}

static void flush(Conn *c) {
    while (c->out.size) {
        ssize_t n = write_conn(c, c->out.bytes, c->out.size);
        if (n <= 0) break;
        consume(&c->out, n);
    }
    bool blocked = c->out.size > 0;
    if (blocked != c->blocked && !c->dead) watch(c, EPOLLIN | (blocked ? EPOLLOUT : 0), EPOLL_CTL_MOD);
    c->blocked = blocked;
}

static void transmit(Conn *c, const void *bytes, size_t size) {
    ssize_t n = c->out.size ? 0 : write_conn(c, bytes, size);
    if (n == (ssize_t)size) return;
    append(&c->out, (const char *)bytes + (n > 0 ? n : 0), size - (n > 0 ? n : 0));
    flush(c);
}

static void finish(Conn *c) { /* the struct stays: events of this turn may still name it */
    if (c->dead) return;
    c->dead = true, c->open = false;
    close(c->fd);
    if (c->call && c == c->call->carrier) {
        died += !c->call->is_quiet;
        c->call->is_over = true;
    }
    if (c->other && !c->other->dead) finish(c->other);
}

/* WebSocket frames */

static void send_frame(Conn *c, int opcode, const char *body, size_t size) {
    static unsigned char frame[1 << 17];
    static uint32_t key = 0x9E3779B9;
    bool masks = c->role == CARRIER;
    size_t at = 2;
    frame[0] = 0x80 | opcode;
    if (size < 126) frame[1] = size;
    else frame[1] = 126, frame[2] = size >> 8, frame[3] = size, at = 4;
    if (masks) {
        frame[1] |= 0x80;
        key = key * 1664525 + 1013904223;
        memcpy(frame + at, &key, 4);
        const unsigned char *k = frame + at;
        at += 4;
        for (size_t i = 0; i < size; i++) frame[at + i] = body[i] ^ k[i & 3];
    } else memcpy(frame + at, body, size);
    transmit(c, frame, at + size);
}

static void send_text(Conn *c, const char *format, ...) {
    static char text[1 << 16];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    send_frame(c, 1, text, size);
}

/* The value of a key in JSON of any spacing; NULL when there is none */
static const char *text_of(const char *body, size_t size, const char *key, size_t *length) {
    const char *at = memmem(body, size, key, strlen(key)), *end = body + size;
    if (!at) return NULL;
    for (at += strlen(key); at < end && (*at == ':' || *at == ' '); at++) {}
    if (at >= end || *at != '"') return NULL;
    const char *stop = memchr(at + 1, '"', end - at - 1);
    at++;
    if (stop) *length = stop - at;
    return stop ? at : NULL;
}

/* Frames of audio */

static void put(unsigned char *to, int size, uint64_t value) {
    for (; size--; value >>= 7) *to++ = 0x80 | (value & 127);
}

static uint64_t get(const unsigned char *from, int size) {
    uint64_t value = 0;
    while (size--) value = value << 7 | (from[size] & 127);
    return value;
}

static unsigned char pattern(int index, uint32_t number, int i) { return 0x80 | ((number * 31 + index * 7 + i * 13) & 127); }

static void make_frame(unsigned char *frame, int index, uint32_t number, us at) {
    frame[0] = 0xD5;
    put(frame + 1, 2, index), put(frame + 3, 4, number), put(frame + 7, 7, at);
    for (int i = HEAD; i < FRAME; i++) frame[i] = pattern(index, number, i);
}

/* Its number, if it is a whole frame of this call (of any call, for NULL); otherwise -1 */
static int64_t number_of(const unsigned char *frame, const Call *call) {
    int index = get(frame + 1, 2);
    uint32_t number = get(frame + 3, 4);
    if (frame[0] != 0xD5 || index >= call_count || (call && index != call->index)) return -1;
    for (int i = HEAD; i < FRAME; i++)
        if (frame[i] != pattern(index, number, i)) return -1;
    return number;
}

static uint32_t note(Check *check, uint32_t number) { /* how many were left out */
    uint32_t gap = number > check->next ? number - check->next : 0;
    if (number < check->next) check->repeated++;
    else check->next = number + 1;
    return gap;
}

static void note_delay(uint32_t delay) {
    if (delay_count == delay_room && !(delays = realloc(delays, (delay_room = delay_room * 2 + 4096) * 4))) fail("memory");
    delays[delay_count++] = delay;
}

/* The agent */

static void echo(Call *call, const unsigned char *frame, uint32_t number) {
    static char text[FRAME * MOST_CHUNK * 2];
    memcpy(call->chunk + call->chunk_size, frame, FRAME);
    call->chunk_size += FRAME;
    if (number % chunk_frames != (uint32_t)chunk_frames - 1 && call->chunk_size < FRAME * MOST_CHUNK) return;
    int size = encode64(text, call->chunk, call->chunk_size);
    call->chunk_size = 0;
    call->echoed = number + 1;
    if (call->is_relayed) send_text(call->agent, "{\"event\":\"media\",\"streamSid\":\"%s\",\"media\":{\"payload\":\"%.*s\"}}", call->stream, size, text);
    else send_text(call->agent, "{\"type\":\"audio\",\"audio_event\":{\"audio_base_64\":\"%.*s\",\"event_id\":%u}}", size, text, call->event);
}

static void agent_hears(Conn *c, const char *body, size_t size) {
    static unsigned char audio[READ];
    static unsigned conversations;
    size_t length;
    bool is_relayed = size > 9 && !memcmp(body, "{\"event\":", 9);
    const char *payload = text_of(body, size, is_relayed ? "\"payload\"" : "\"user_audio_chunk\"", &length);
    if (!payload) {
        if (memmem(body, size, "conversation_initiation_client_data", 35))
            send_text(c, "{\"type\":\"conversation_initiation_metadata\",\"conversation_initiation_metadata_event\":{\"conversation_id\":\"conv_%d_%u\","
                         "\"agent_output_audio_format\":\"ulaw_8000\",\"user_input_audio_format\":\"ulaw_8000\"}}", (int)getpid(), ++conversations);
        else if (memmem(body, size, "\"pong\"", 6)) pongs++;
        return;
    }
    int bytes = decode64(audio, payload, length);
    for (int at = 0; at + FRAME <= bytes; at += FRAME) {
        int64_t number = number_of(audio + at, c->call);
        if (number < 0) { if (c->call) c->call->up.corrupt++; continue; }
        if (!c->call) {
            c->call = calls[get(audio + at + 1, 2)];
            c->call->agent = c, c->call->is_relayed = is_relayed;
        }
        c->call->up.lost += note(&c->call->up, number);
        echo(c->call, audio + at, number);
    }
}

static void agent_acts(Call *call) { /* once for each frame's time */
    uint32_t t = call->sent + call->slot_offset;
    if (!call->agent || call->agent->dead) return;
    if (call->is_relayed) return; /* nobody is there to understand */
    if (t % PING_FRAMES == 0 && ++pings) send_text(call->agent, "{\"type\":\"ping\",\"ping_event\":{\"event_id\":%u,\"ping_ms\":20}}", t);
    if (t % INTERRUPT_FRAMES == 0) {
        send_text(call->agent, "{\"type\":\"interruption\",\"interruption_event\":{\"event_id\":%u}}", call->event++);
        call->cut_until = call->echoed; /* what is on its way may be thrown away */
    }
    if (t % TURN_FRAMES == 0 || call->sent == FIRST_TURN) {
        said += 2;
        send_text(call->agent, "{\"type\":\"user_transcript\",\"user_transcription_event\":{\"user_transcript\":\"Quisiera pedir hora para cambiar el aceite, frase %u.\"}}", t);
        send_text(call->agent, "{\"type\":\"agent_response\",\"agent_response_event\":{\"agent_response\":\"Muy bien, le puedo ofrecer el martes a las diez, frase %u.\",\"event_id\":%u}}", t, call->event);
    }
}

/* The carrier */

static void hear_frame(Call *call, const unsigned char *frame) {
    int64_t number = number_of(frame, call);
    us sent_at = get(frame + 7, 7);
    if (number < 0) { call->down.corrupt++; return; }
    uint32_t from = call->down.next, gap = note(&call->down, number);
    uint32_t excused = gap && call->cut_until > from ? call->cut_until - from : 0;
    if (excused > gap) excused = gap;
    call->down.lost += gap - excused, cut += excused;
    if (busy != MEASURING) return;
    if (sent_at >= window_from) window_cut += excused;
    if (sent_at < window_from || sent_at >= window_to) return;
    window_back++;
    if (number % chunk_frames == (uint32_t)chunk_frames - 1) note_delay(now_us() - sent_at);
}

static void carrier_hears(Conn *c, const char *body, size_t size) {
    static unsigned char audio[READ + FRAME];
    Call *call = c->call;
    size_t length;
    const char *value = text_of(body, size, "\"payload\"", &length);
    if (value) {
        memcpy(audio, call->tail, call->tail_size);
        int at = 0, bytes = call->tail_size + decode64(audio + call->tail_size, value, length);
        for (; at + FRAME <= bytes; at += FRAME) hear_frame(call, audio + at);
        memcpy(call->tail, audio + at, call->tail_size = bytes - at);
    } else if ((value = text_of(body, size, "\"name\"", &length))) {
        marks++;
        send_text(c, "{\"event\":\"mark\",\"sequenceNumber\":\"%d\",\"streamSid\":\"%s\",\"mark\":{\"name\":\"%.*s\"}}", ++call->messages, call->stream, (int)length, value);
    } else if (memmem(body, size, "\"clear\"", 7)) clears++;
}

static void start(Call *call) {
    send_text(call->carrier, "{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
    send_text(call->carrier, "{\"event\":\"start\",\"sequenceNumber\":\"%d\",\"streamSid\":\"%s\",\"start\":{\"accountSid\":\"%s\",\"streamSid\":\"%s\",\"callSid\":\"%s\","
              "\"tracks\":[\"inbound\"],\"mediaFormat\":{\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000,\"channels\":1},\"customParameters\":{\"token\":\"%s\"}}}",
              ++call->messages, call->stream, account, call->stream, call->sid, call->token);
    call->is_talking = true;
}

static void speak(Call *call) {
    unsigned char frame[FRAME];
    char text[FRAME * 2];
    us at = now_us();
    if (!call->is_talking || call->is_quiet || call->carrier->dead) return;
    make_frame(frame, call->index, call->sent, at);
    int size = encode64(text, frame, FRAME);
    send_text(call->carrier, "{\"event\":\"media\",\"sequenceNumber\":\"%d\",\"streamSid\":\"%s\",\"media\":{\"track\":\"inbound\",\"chunk\":\"%u\",\"timestamp\":\"%u\",\"payload\":\"%.*s\"}}",
              ++call->messages, call->stream, call->sent + 1, call->sent * 20, size, text);
    call->sent++;
    window_sent += busy == MEASURING && at >= window_from && at < window_to;
    agent_acts(call);
}

static void dial(Call *call) {
    char request[1024];
    int fd = connect_to(bridge_port);
    if (fd < 0) { call->is_over = true, died++; return; }
    call->carrier = open_conn(fd, CARRIER);
    call->carrier->call = call;
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Twilio-Signature: %s\r\n\r\n", path, bridge_port, call->signature);
    transmit(call->carrier, request, size);
}

/* What comes in */

static bool shake_hands(Conn *c) { /* whether it is done */
    char *end = memmem(c->in.bytes, c->in.size, "\r\n\r\n", 4);
    if (!end) return false;
    *end = 0;
    if (c->role == CARRIER) {
        if (c->in.size < 12 || memcmp(c->in.bytes + 9, "101", 3)) { fprintf(stderr, "wsload: refused: %.200s\n", c->in.bytes); finish(c); return false; }
        start(c->call);
    } else {
        char text[128], answer[256], *key = strcasestr(c->in.bytes, "sec-websocket-key:");
        unsigned char digest[20];
        if (!key) { finish(c); return false; }
        for (key += 18; *key == ' '; key++) {}
        snprintf(text, sizeof text, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
        sha1(text, digest);
        text[encode64(text, digest, 20)] = 0;
        int size = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", text);
        transmit(c, answer, size);
    }
    consume(&c->in, end + 4 - c->in.bytes);
    return c->open = true;
}

static void hear(Conn *c, int opcode, char *body, size_t size) {
    if (opcode == 1 && c->role == CARRIER) carrier_hears(c, body, size);
    else if (opcode == 1) agent_hears(c, body, size);
    else if (opcode == 9) send_frame(c, 10, body, size);
    else if (opcode == 8) { send_frame(c, 8, body, size < 2 ? 0 : 2); finish(c); }
}

static void cut_frames(Conn *c) {
    size_t at = 0;
    while (c->open && c->in.size - at >= 2) {
        unsigned char *f = (unsigned char *)c->in.bytes + at;
        size_t head = 2, size = f[1] & 127, have = c->in.size - at;
        if (size == 126) { if (have < 4) break; size = f[2] << 8 | f[3], head = 4; }
        else if (size == 127) { if (have < 10) break; size = (size_t)f[6] << 24 | f[7] << 16 | f[8] << 8 | f[9], head = 10; }
        if (f[1] & 128) head += 4;
        if (have < head + size) break;
        if (f[1] & 128) for (size_t i = 0; i < size; i++) f[head + i] ^= f[head - 4 + (i & 3)];
        hear(c, f[0] & 15, (char *)f + head, size);
        at += head + size;
    }
    consume(&c->in, at);
}

static void accept_all(Conn *listener) {
    int fd;
    while ((fd = accept(listener->fd, NULL, NULL)) >= 0) {
        Conn *c = open_conn(fd, relay_port ? RELAY : AGENT);
        if (relay_port) {
            int target = connect_to(relay_port);
            if (target < 0) { finish(c); continue; }
            c->other = open_conn(target, RELAY);
            c->other->other = c;
        }
#ifdef TLS
        else if (tls) {
            c->ssl = SSL_new(tls);
            SSL_set_fd(c->ssl, fd);
            SSL_set_accept_state(c->ssl);
        }
#endif
    }
}

static bool has_more(Conn *c) { /* deciphered already, so that no event will tell */
#ifdef TLS
    return !c->dead && c->ssl && SSL_pending(c->ssl) > 0;
#else
    return (void)c, false;
#endif
}

static void receive(Conn *c) {
    static char bytes[READ];
    do {
        ssize_t n = read_conn(c, bytes, sizeof bytes);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) { finish(c); return; }
        if (c->role == RELAY) { transmit(c->other, bytes, n); return; }
        append(&c->in, bytes, n);
        if (c->open || shake_hands(c)) cut_frames(c);
    } while (has_more(c));
}

/* Commands */

static void add_calls(const char *file) {
    FILE *f = fopen(file, "r");
    char line[2048];
    if (!f) fail(file);
    ramp_base = dialled = call_count;
    while (call_count < MOST_CALLS && fgets(line, sizeof line, f)) {
        Call *call = calls[call_count] = calloc(1, sizeof *call);
        if (sscanf(line, "%39[^\t]\t%1023[^\t]\t%63[^\n]", call->sid, call->token, call->signature) != 3) fail("a line of the calls");
        call->index = call_count++;
        call->slot_offset = call->index * 37;
        snprintf(call->stream, sizeof call->stream, "MZ%032x", call->index + 1);
        int slot = (int)(call->index * 0.6180339887 * SLOTS) % SLOTS; /* evenly, however many there are */
        if (wheel_size[slot] == MOST_CALLS / 8) fail("too many calls");
        wheel[slot][wheel_size[slot]++] = call->index;
    }
    fclose(f);
    busy = ADDING, ramp_from = now_us(), answer_at = ramp_from + PATIENCE_US;
}

static void drop_calls(int count) {
    for (drop_from = call_count; count > 0 && drop_from > 0; ) {
        Call *call = calls[--drop_from];
        if (!call->is_quiet) count--, call->is_quiet = true;
    }
    busy = DROPPING, quiet_until = now_us() + QUIET_US, answer_at = 0;
}

static void hang_up(Call *call) {
    Check *up = &call->up, *down = &call->down;
    uint32_t heard = down->next > call->cut_until ? down->next : call->cut_until;
    if (call->is_over) return;
    if (call->sent > up->next) up->lost += call->sent - up->next;
    if (call->echoed > heard) down->lost += call->echoed - heard;
    send_text(call->carrier, "{\"event\":\"stop\",\"sequenceNumber\":\"%d\",\"streamSid\":\"%s\",\"stop\":{\"accountSid\":\"%s\",\"callSid\":\"%s\"}}",
              ++call->messages, call->stream, account, call->sid);
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void answer(const char *what, long count) {
    Check up = {0}, down = {0};
    for (int i = 0; i < call_count; i++) {
        up.lost += calls[i]->up.lost, up.repeated += calls[i]->up.repeated, up.corrupt += calls[i]->up.corrupt;
        down.lost += calls[i]->down.lost, down.repeated += calls[i]->down.repeated, down.corrupt += calls[i]->down.corrupt;
    }
    printf("{\"%s\":%ld,\"up_lost\":%u,\"up_repeated\":%u,\"up_corrupt\":%u,\"down_lost\":%u,\"down_repeated\":%u,\"down_corrupt\":%u,"
           "\"cut\":%ld,\"died\":%ld,\"pings\":%ld,\"pongs\":%ld,\"marks\":%ld,\"clears\":%ld,\"said\":%ld", what, count, up.lost, up.repeated,
           up.corrupt, down.lost, down.repeated, down.corrupt, cut, died, pings, pongs, marks, clears, said);
    if (busy == MEASURING) {
        long missing = window_sent - window_back - window_cut;
        for (long i = 0; i < missing / chunk_frames; i++) note_delay(LOST_US);
        qsort(delays, delay_count, sizeof *delays, by_size);
        double at[] = {.5, .95, .99, 1};
        const char *names[] = {"p50", "p95", "p99", "max"};
        printf(",\"missing\":%ld", missing > 0 ? missing : 0);
        for (int i = 0; i < 4 && delay_count; i++) {
            size_t n = delay_count * at[i];
            printf(",\"%s\":%.3f", names[i], delays[n < delay_count ? n : delay_count - 1] / 1000.0);
        }
    }
    printf("}\n");
    fflush(stdout);
    busy = IDLE;
}

static void go_on(us now) { /* with the command that is being carried out */
    int talking = 0, over = 0, first = busy == DROPPING ? drop_from : ramp_base;
    if (busy == IDLE || (busy == MEASURING && now < answer_at)) return;
    if (busy == MEASURING) { answer("sent", window_sent); return; }
    while (busy == ADDING && dialled < call_count && now >= ramp_from + (us)(dialled - ramp_base) * 1000000 / ramp) dial(calls[dialled++]);
    for (int i = first; i < call_count; i++) talking += calls[i]->down.next > ENOUGH, over += calls[i]->is_over;
    if (busy == ADDING && (talking + over >= call_count - first || now > answer_at)) answer("talking", talking);
    if (busy != DROPPING || now < quiet_until) return;
    if (!answer_at) {
        for (int i = first; i < call_count; i++) hang_up(calls[i]);
        answer_at = now + 2 * QUIET_US;
    } else if (over == call_count - first || now > answer_at) {
        for (int i = first; i < call_count; i++) if (calls[i]->carrier) finish(calls[i]->carrier);
        answer("dropped", call_count - first);
    }
}

static void obey(char *line) {
    int number = atoi(strchr(line, ' ') ? strchr(line, ' ') : "");
    line[strcspn(line, "\n")] = 0;
    if (!strncmp(line, "add ", 4)) add_calls(line + 4);
    else if (!strncmp(line, "drop ", 5)) drop_calls(number);
    else if (!strncmp(line, "measure ", 8)) {
        busy = MEASURING, delay_count = 0, window_sent = window_back = window_cut = 0;
        window_from = now_us(), window_to = window_from + (us)number * 1000, answer_at = window_to + GRACE_US;
    } else fprintf(stderr, "wsload: what is %s?\n", line);
}

static void listen_to_commands(void) {
    static char line[4096];
    ssize_t n = read(0, line, sizeof line - 1);
    if (n <= 0) exit(0);
    line[n] = 0;
    obey(line); /* one at a time: each waits for its answer */
}

/* The loop: a wheel of 20 ms, in which every call has its place */

static us run_wheel(us started, us now) { /* when to come back */
    static us slot;
    for (; started + slot * SLOT_US <= now; slot++)
        for (int i = 0; i < wheel_size[slot % SLOTS]; i++) speak(calls[wheel[slot % SLOTS][i]]);
    us next = slot;
    while (next < slot + SLOTS && !wheel_size[next % SLOTS]) next++;
    return started + next * SLOT_US;
}

static void turn(us until) {
    struct epoll_event events[128];
    us now = now_us(), wait = until > now ? until - now : 0;
    if (busy != IDLE && wait > 5000) wait = 5000;
    struct timespec patience = {.tv_sec = wait / 1000000, .tv_nsec = wait % 1000000 * 1000};
    int n = epoll_pwait2(epoll_fd, events, 128, &patience, NULL);
    for (int i = 0; i < n; i++) {
        Conn *c = events[i].data.ptr;
        if (!c) { listen_to_commands(); continue; }
        if (c->dead) continue;
        if (events[i].events & EPOLLOUT) flush(c);
        if (c->role == LISTENER) accept_all(c);
        else if (events[i].events & ~EPOLLOUT) receive(c);
    }
}

static void use_certificate(char **files) {
#ifdef TLS
    tls = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_use_certificate_chain_file(tls, files[0]) != 1 || SSL_CTX_use_PrivateKey_file(tls, files[1], SSL_FILETYPE_PEM) != 1) fail("certificate");
#else
    errno = ENOSYS;
    fail(files[0]);
#endif
}

int main(int count, char **words) {
    bool relays = count == 4 && !strcmp(words[1], "relay");
    if (!relays && (count < 8 || strcmp(words[1], "play"))) { fprintf(stderr, "usage: see the beginning of wsload.c\n"); return 2; }
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    epoll_fd = epoll_create1(0);
    memset(value_of, -1, sizeof value_of);
    for (int i = 0; i < 64; i++) value_of[(unsigned char)ALPHABET[i]] = i;
    open_conn(listen_on(atoi(words[relays ? 2 : 3])), LISTENER);
    if (relays) {
        relay_port = atoi(words[3]);
        for (;;) turn(now_us() + 1000000);
    }
    bridge_port = atoi(words[2]), path = words[4], account = words[5], chunk_frames = atoi(words[6]), ramp = atoi(words[7]);
    if (count > 9) use_certificate(words + 8);
    struct epoll_event commands = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &commands)) fail("standard input must be a pipe");
    us started = now_us();
    for (;;) {
        us next = run_wheel(started, now_us());
        go_on(now_us());
        turn(next);
    }
}
