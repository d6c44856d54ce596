/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tells the service manager about a service, with the protocol of sd_notify(3).
 */
#ifndef PAXCTL_NOTIFY_H
#define PAXCTL_NOTIFY_H

/**
 * notify_manager - send a message to the service manager
 * @message: lines such as "READY=1"
 *
 * Does nothing without a service manager, which sets the environment variable NOTIFY_SOCKET.
 * Never waits.
 */
void notify_manager(const char *message);

/**
 * notify_interval - how often the service manager wants a sign of life
 *
 * Return: half of the time after which it restarts a service that does not send "WATCHDOG=1", in
 * milliseconds; -1 if it does not ask for that.
 */
int notify_interval(void);

#endif /* PAXCTL_NOTIFY_H */
