#include "transport/bodies.hpp"

#include "core/generated_content.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <span>
#include <string>
#include <sys/types.h>
#include <unistd.h>
#include <vector>

namespace mock::transport {

namespace {

bool write_text(std::string_view text, const BodySink& sink) {
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), kPieceBytes))) {
    if (!sink(text.substr(0, kPieceBytes))) return false;
  }
  return true;
}

/// Fills pieces with `fill(offset, span)` until `length` bytes are written; `fill` answers how many it had.
template <typename Fill>
bool write_pieces(std::uint64_t offset, std::uint64_t length, const BodySink& sink, Fill fill) {
  std::vector<char> piece(static_cast<std::size_t>(std::min<std::uint64_t>(length, kPieceBytes)));
  while (length > 0) {
    const std::span<char> wanted{piece.data(),
                                 static_cast<std::size_t>(std::min<std::uint64_t>(length, piece.size()))};
    const std::size_t count = fill(offset, wanted);
    if (count == 0 || !sink({piece.data(), count})) return false;
    offset += count;
    length -= count;
  }
  return true;
}

bool write_generated(const core::Generated& stretch, const BodySink& sink) {
  return write_pieces(stretch.offset, stretch.length, sink, [&](std::uint64_t offset, std::span<char> out) {
    core::generate(stretch.content, offset, out);
    return out.size();
  });
}

bool write_file(const core::FileStretch& stretch, const BodySink& sink) {
  struct File {
    int descriptor;
    ~File() {
      if (descriptor >= 0) ::close(descriptor);
    }
  };
  const File file{::open(stretch.path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.descriptor < 0) return stretch.length == 0;
  return write_pieces(stretch.offset, stretch.length, sink, [&](std::uint64_t offset, std::span<char> out) {
    ssize_t count = 0;
    do {
      count = ::pread(file.descriptor, out.data(), out.size(), static_cast<off_t>(offset));
    } while (count < 0 && errno == EINTR);
    return count < 0 ? std::size_t{0} : static_cast<std::size_t>(count);
  });
}

bool write_content(const std::variant<core::Text, core::Generated, core::FileStretch>& content,
                   const BodySink& sink) {
  if (const auto* text = std::get_if<core::Text>(&content)) return write_text(*text->bytes, sink);
  if (const auto* generated = std::get_if<core::Generated>(&content))
    return write_generated(*generated, sink);
  return write_file(std::get<core::FileStretch>(content), sink);
}

core::Body as_body(const std::variant<core::Text, core::Generated, core::FileStretch>& content) {
  return std::visit([](const auto& value) { return core::Body{value}; }, content);
}

/// A zip being written. libarchive calls back with the finished bytes.
class Zip {
 public:
  explicit Zip(const BodySink& sink)
      : sink_(sink), archive_(archive_write_new()), entry_(archive_entry_new()) {
    archive_write_set_format_zip(archive_.get());
    archive_write_zip_set_compression_store(archive_.get());
    // Names are UTF-8 whatever the locale of this process.
    archive_write_set_options(archive_.get(), "zip:hdrcharset=UTF-8");
    archive_write_set_bytes_per_block(archive_.get(), static_cast<int>(kPieceBytes));
    archive_write_set_bytes_in_last_block(archive_.get(), 1);
    open_ = archive_write_open(archive_.get(), this, nullptr, &Zip::take, nullptr) == ARCHIVE_OK;
  }

  bool add(const core::Archive::Entry& entry) {
    const auto length = core::length_of(as_body(entry.content)).value_or(0);
    const auto second = std::chrono::floor<std::chrono::seconds>(entry.modified);
    archive_entry_clear(entry_.get());
    archive_entry_set_pathname_utf8(entry_.get(), entry.name.c_str());
    archive_entry_set_size(entry_.get(), static_cast<la_int64_t>(length));
    archive_entry_set_filetype(entry_.get(), AE_IFREG);
    archive_entry_set_perm(entry_.get(), 0644);
    archive_entry_set_mtime(entry_.get(), static_cast<time_t>(second.time_since_epoch().count()), 0);
    const bool whole = open_ && archive_write_header(archive_.get(), entry_.get()) >= ARCHIVE_WARN &&
                       write_content(entry.content, [this](std::string_view piece) {
                         const auto taken = archive_write_data(archive_.get(), piece.data(), piece.size());
                         return !stopped_ && taken == static_cast<la_ssize_t>(piece.size());
                       });
    // An archive writes its end when it is freed, as if it were whole.
    stopped_ = stopped_ || !whole;
    return !stopped_;
  }

  bool finish() { return open_ && archive_write_close(archive_.get()) == ARCHIVE_OK && !stopped_; }

 private:
  /// Never fails: libarchive 3.6 loses its buffer when a write fails.
  static la_ssize_t take(archive* /*archive*/, void* self, const void* bytes, std::size_t count) {
    auto& zip = *static_cast<Zip*>(self);
    zip.stopped_ = zip.stopped_ || !zip.sink_({static_cast<const char*>(bytes), count});
    return static_cast<la_ssize_t>(count);
  }

  struct Free {
    void operator()(archive* value) const { archive_write_free(value); }
    void operator()(archive_entry* value) const { archive_entry_free(value); }
  };

  const BodySink& sink_;
  bool open_ = false;
  bool stopped_ = false;
  std::unique_ptr<archive, Free> archive_;
  std::unique_ptr<archive_entry, Free> entry_;
};

bool write_archive(const core::Archive& archive, const BodySink& sink) {
  Zip zip{sink};
  return std::ranges::all_of(archive.entries, [&](const auto& entry) { return zip.add(entry); }) &&
         zip.finish();
}

bool write_live(const core::Live& live, const BodySink& sink, const NextPiece& next) {
  std::string piece;
  while (next(*live.source, piece)) {
    if (!(piece.empty() ? sink(piece) : write_text(piece, sink))) return false;
    piece.clear();
  }
  return true;
}

}  // namespace

bool write_body(const core::Body& body, const BodySink& sink, const NextPiece& next) {
  if (const auto* text = std::get_if<core::Text>(&body)) return write_text(*text->bytes, sink);
  if (const auto* generated = std::get_if<core::Generated>(&body)) return write_generated(*generated, sink);
  if (const auto* file = std::get_if<core::FileStretch>(&body)) return write_file(*file, sink);
  if (const auto* archive = std::get_if<core::Archive>(&body)) return write_archive(*archive, sink);
  return write_live(std::get<core::Live>(body), sink, next);
}

}  // namespace mock::transport
