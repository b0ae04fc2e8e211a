#include "milter/watchdog.h"

#include "milter/log.h"
#include "milter/readiness.h"

#define PROBES 4 /* in the time that the service manager waits: one that is lost must not end the daemon */

void watchdog_init(struct watchdog *watchdog, int64_t watched_ms)
{
	*watchdog = (struct watchdog){.interval_ms = watched_ms / PROBES};
	probe_init(&watchdog->probe);
}

void watchdog_clear(struct watchdog *watchdog)
{
	probe_clear(&watchdog->probe);
}

static void weigh(struct watchdog *watchdog, enum probe_result result)
{
	if (result == PROBE_PENDING)
		return;
	if (result == PROBE_FORBIDDEN && !watchdog->is_forbidden)
		log_write(LOG_LEVEL_WARNING, NULL,
		    "the milter socket may not be connected to by the daemon itself: the watchdog cannot tell "
		    "whether it answers");
	watchdog->is_forbidden = watchdog->is_forbidden || result == PROBE_FORBIDDEN;
	if (result == PROBE_SILENT) {
		if (!watchdog->is_silent)
			log_write(LOG_LEVEL_WARNING, NULL, "the milter socket does not answer the watchdog");
		watchdog->is_silent = true;
		return;
	}
	if (watchdog->is_silent)
		log_write(LOG_LEVEL_NOTICE, NULL, "the milter socket answers the watchdog again");
	watchdog->is_silent = false;
	readiness_alive();
}

void watchdog_tend(struct watchdog *watchdog, int listen_fd, int64_t now)
{
	if (watchdog->interval_ms == 0)
		return;
	weigh(watchdog, probe_tend(&watchdog->probe, 0, now));
	if (now < watchdog->next)
		return;
	watchdog->next = now + watchdog->interval_ms;
	weigh(watchdog, probe_begin(&watchdog->probe, listen_fd, watchdog->next));
}

int64_t watchdog_due(const struct watchdog *watchdog)
{
	return watchdog->interval_ms > 0 ? watchdog->next : INT64_MAX;
}

struct pollfd watchdog_poll(const struct watchdog *watchdog)
{
	return (struct pollfd){.fd = watchdog->probe.fd, .events = probe_events(&watchdog->probe)};
}

void watchdog_hear(struct watchdog *watchdog, short revents, int64_t now)
{
	if (revents != 0)
		weigh(watchdog, probe_tend(&watchdog->probe, revents, now));
}
