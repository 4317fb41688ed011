#pragma once

#include <string_view>

namespace mock::providers::file_order {

/// The `mimeType` of a file, chosen by the ending of its name; `application/octet-stream` where that tells
/// nothing. ○ `.txt` is `application/text`, no registered type, because the guide's sample has it so.
std::string_view media_type(std::string_view filename);

}  // namespace mock::providers::file_order
