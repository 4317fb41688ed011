#include "providers/file_order/media_type.hpp"

#include "core/text.hpp"

#include <array>

namespace mock::providers::file_order {

namespace {

struct Ending {
  std::string_view ending;
  std::string_view media_type;
};

constexpr std::array kEndings = {
    Ending{"csv", "text/csv"},
    Ending{"fits", "application/fits"},
    Ending{"geojson", "application/geo+json"},
    Ending{"gif", "image/gif"},
    Ending{"gz", "application/gzip"},
    Ending{"h5", "application/x-hdf5"},
    Ending{"hdf", "application/x-hdf"},
    Ending{"html", "text/html"},
    Ending{"jpeg", "image/jpeg"},
    Ending{"jpg", "image/jpeg"},
    Ending{"json", "application/json"},
    Ending{"nc", "application/x-netcdf"},
    Ending{"pdf", "application/pdf"},
    Ending{"png", "image/png"},
    Ending{"tar", "application/x-tar"},
    Ending{"tif", "image/tiff"},
    Ending{"tiff", "image/tiff"},
    Ending{"txt", "application/text"},
    Ending{"xml", "application/xml"},
    Ending{"zip", "application/zip"},
};

}  // namespace

std::string_view media_type(std::string_view filename) {
  const auto dot = filename.rfind('.');
  if (dot != std::string_view::npos) {
    for (const auto& [ending, type] : kEndings) {
      if (core::equal_ignoring_case(filename.substr(dot + 1), ending)) return type;
    }
  }
  return "application/octet-stream";
}

}  // namespace mock::providers::file_order
