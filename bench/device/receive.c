/* The floor of every StatsD server: takes datagrams from a port of 127.0.0.1 and looks at none of them. SIGTERM ends it.
 *
 *   receive PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 16, LARGEST = 65536, BUFFER = 4 << 20 };

static char packets[BATCH][LARGEST];

int main(int argc, char **argv)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct iovec vectors[BATCH];
    struct mmsghdr messages[BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        vectors[i] = (struct iovec){ packets[i], LARGEST };
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }

    int port = socket(AF_INET, SOCK_DGRAM, 0), wanted = BUFFER;
    setsockopt(port, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
    if (bind(port, (struct sockaddr *)&at, sizeof at) != 0) {
        perror("receive: bind");
        return 1;
    }

    while (recvmmsg(port, messages, BATCH, MSG_WAITFORONE, NULL) >= 0) {
    }

    perror("receive: recvmmsg");
    return 1;
}
