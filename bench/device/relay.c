/* Stands between a device and its server and counts what goes over each connection.
 *
 *   relay PORT TO_PORT IDLE_MILLISECONDS
 *
 * Takes connections at 127.0.0.1:PORT, and gives what comes to 127.0.0.1:TO_PORT and back. A connection on which nothing moved for that long is closed, as it
 * is between two reports of an hour. Printed is a line for each closed connection: bytes from the device, bytes to it. A child serves each connection.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in local(const char *port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int give(int to, const char *bytes, ssize_t length)
{
    while (length > 0) {
        ssize_t done = write(to, bytes, length);
        if (done <= 0) {
            return 0;
        }

        bytes += done;
        length -= done;
    }

    return 1;
}

static void serve(int device, struct sockaddr_in address, int idle)
{
    static char buffer[65536];
    int server = socket(AF_INET, SOCK_STREAM, 0);
    long moved[2] = { 0, 0 };
    struct pollfd ends[2] = { { device, POLLIN, 0 }, { server, POLLIN, 0 } };
    int is_open = connect(server, (struct sockaddr *)&address, sizeof address) == 0;
    while (is_open && poll(ends, 2, idle) > 0) {
        for (int i = 0; i < 2 && is_open; i++) {
            if (ends[i].revents != 0) {
                ssize_t length = read(ends[i].fd, buffer, sizeof buffer);
                is_open = length > 0 && give(ends[1 - i].fd, buffer, length);
                moved[i] += length > 0 ? length : 0;
            }
        }
    }

    printf("%ld %ld\n", moved[0], moved[1]);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: relay PORT TO_PORT IDLE_MILLISECONDS\n");
        return 2;
    }

    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in at = local(argv[1]), to = local(argv[2]);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 16) != 0) {
        perror("relay: listen");
        return 1;
    }

    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int device = accept(listener, NULL, NULL);
        if (device >= 0 && fork() == 0) {
            close(listener);
            serve(device, to, atoi(argv[3]));
            return 0;
        }

        close(device);
    }
}
