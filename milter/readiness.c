#include "milter/readiness.h"

#ifdef HAVE_LIBSYSTEMD
#include "milter/stopwatch.h"

#include <inttypes.h>
#include <systemd/sd-daemon.h>

void readiness_ready(void)
{
	sd_notify(0, "READY=1");
}

/* MONOTONIC_USEC is what Type=notify-reload of systemd 253 asks for; others ignore it. */
void readiness_reloading(void)
{
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, stopwatch_us());
}

void readiness_stopping(void)
{
	sd_notify(0, "STOPPING=1");
}

int64_t readiness_watchdog_ms(void)
{
	uint64_t us = 0;

	return sd_watchdog_enabled(0, &us) > 0 ? (int64_t)(us / 1000) : 0;
}

void readiness_alive(void)
{
	sd_notify(0, "WATCHDOG=1");
}

#else

void readiness_ready(void)
{
}

void readiness_reloading(void)
{
}

void readiness_stopping(void)
{
}

int64_t readiness_watchdog_ms(void)
{
	return 0;
}

void readiness_alive(void)
{
}
#endif
