#include "admin/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <vector>

namespace mock::admin {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily counter(const char* name, const char* help, std::uint64_t value) {
  ClientMetric metric;
  metric.counter.value = static_cast<double>(value);
  return {name, help, MetricType::Counter, {metric}};
}

MetricFamily gauge(const char* name, const char* help, double value) {
  ClientMetric metric;
  metric.gauge.value = value;
  return {name, help, MetricType::Gauge, {metric}};
}

}  // namespace

std::string metrics_text(const Control::Counters& counters) {
  const std::vector<MetricFamily> families{
      counter("understudy_exchanges_total", "Requests that were answered.", counters.exchanges),
      counter("understudy_findings_total", "Broken promises, of all severities.", counters.findings),
      counter("understudy_outside_findings_total", "Broken promises that belong to no session.",
              counters.outside_findings),
      counter("understudy_steps_taken_total", "Steps of timelines that were taken.", counters.steps_taken),
      counter("understudy_sessions_created_total", "Sessions that were made, those of the start included.",
              counters.sessions_created),
      gauge("understudy_sessions", "Sessions that are there.", static_cast<double>(counters.sessions_live)),
      counter("understudy_rounds_closed_total", "Rounds of sessions that are over.", counters.rounds_closed),
      counter("understudy_control_calls_total", "Requests to the control API.", counters.control_calls),
      gauge("understudy_waits", "Calls of the control API that wait, event streams included.",
            static_cast<double>(counters.waits_now)),
      gauge("understudy_uptime_seconds", "Time since the start of the server.", counters.uptime_seconds)};
  return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace mock::admin
