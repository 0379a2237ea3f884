/* Sends StatsD packets or syslog lines to a port of 127.0.0.1 at an exact rate; prints what it did as JSON.
 *
 *   send statsd|gauges|syslog PORT PACKETS_PER_SECOND SECONDS [METRICS_PER_PACKET]
 *
 * The rate is kept against the monotonic clock: what is due by now goes out, at most BATCH packets by one sendmmsg, so that a sender that was kept
 * from running catches up in small batches. Below SLEEP_BELOW packets a second it sleeps until the next is due, above it spins, for which it should
 * have a processor of its own. Rate 0 is as fast as it goes. Packets of StatsD are all made before the first is sent.
 *
 *   statsd   100 keys: 60 counters, 30 gauges, 10 timers, in turn
 *   gauges   100 gauges with new values at every turn
 *   syslog   RFC 5424, one line of 135 bytes a packet
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { PACKETS = 1000, KEYS = 100, BATCH = 16, SLEEP_BELOW = 3000, LARGEST = 4096, LINE = 135 };

static char packets[PACKETS][LARGEST];
static struct iovec vectors[PACKETS];
static struct mmsghdr messages[PACKETS];

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void sleep_until(double seconds)
{
    struct timespec time = { .tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (time_t)seconds) * 1e9) };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

/* The n-th metric of the stream. */
static int metric(char *at, size_t room, int is_gauges, unsigned n)
{
    unsigned key = n % KEYS, value = (n * 2654435761u) >> 20;
    if (is_gauges) {
        return snprintf(at, room, "bench.gauge.number%02u:%u.%u|g", key, value % 1000, value % 10);
    }

    if (key < 60) {
        return snprintf(at, room, "bench.requests.path%02u:1|c", key);
    }

    return key < 90 ? snprintf(at, room, "bench.temperature.sensor%02u:%u.%u|g", key, value % 100, value % 10)
                    : snprintf(at, room, "bench.latency.call%02u:%u.%u|ms", key, value % 500, value % 10);
}

static int fill(char *packet, const char *kind, unsigned n, int per_packet)
{
    int length = 0;
    if (strcmp(kind, "syslog") == 0) {
        length = snprintf(packet, LARGEST, "<%d>1 - bench app%u %u - - request %u of session %08x answered in %u us with status 200", 134 + n % 2, n % 8,
                          1000 + n % 8, n, n * 2654435761u, n * 2246822519u % 100000);
        while (length < LINE) {
            packet[length] = (char)('a' + length % 26);
            length++;
        }

        return length;
    }

    for (int i = 0; i < per_packet; i++) {
        if (i > 0) {
            packet[length++] = '\n';
        }

        length += metric(packet + length, LARGEST - length, strcmp(kind, "gauges") == 0, n * per_packet + i);
    }

    return length;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: send statsd|gauges|syslog PORT PACKETS_PER_SECOND SECONDS [METRICS_PER_PACKET]\n");
        return 2;
    }

    double rate = atof(argv[3]), seconds = atof(argv[4]);
    int per_packet = argc > 5 ? atoi(argv[5]) : 1, is_log = strcmp(argv[1], "syslog") == 0;
    for (unsigned n = 0; n < PACKETS; n++) {
        vectors[n].iov_base = packets[n];
        vectors[n].iov_len = fill(packets[n], argv[1], n, per_packet);
        messages[n].msg_hdr.msg_iov = &vectors[n];
        messages[n].msg_hdr.msg_iovlen = 1;
    }

    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int port = socket(AF_INET, SOCK_DGRAM, 0);
    if (port < 0 || connect(port, (struct sockaddr *)&to, sizeof to) != 0) {
        perror("send: connect");
        return 1;
    }

    long sent = 0, failed = 0;
    double begin = now(), end = begin + seconds, time;
    while ((time = now()) < end) {
        long due = rate > 0 ? (long)((time - begin) * rate) + 1 - sent : BATCH;
        if (due <= 0) {
            if (rate < SLEEP_BELOW) {
                sleep_until(begin + sent / rate);
            }

            continue;
        }

        long at = sent % PACKETS, count = due < BATCH ? due : BATCH;
        if (count > PACKETS - at) {
            count = PACKETS - at;
        }

        /* No line of a log comes twice: compressed, it would cost nothing. */
        for (long i = at; is_log && i < at + count; i++) {
            vectors[i].iov_len = fill(packets[i], argv[1], sent + i - at, 1);
        }

        int done = sendmmsg(port, messages + at, count, 0);
        failed += done <= 0; /* refused: nobody listens any more */
        sent += done > 0 ? done : 1;
    }

    printf("{\n  \"packets\": %ld,\n  \"failed\": %ld,\n  \"metrics\": %ld,\n  \"seconds\": %.6f\n}\n", sent, failed, sent * per_packet, time - begin);
    return failed > 0;
}
