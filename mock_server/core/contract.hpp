#pragma once

#include "core/finding.hpp"
#include "core/json.hpp"
#include "core/message.hpp"
#include "core/operation.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace mock::core {

/// What one operation promises: request and responses. Safe to share between threads.
class OperationContract {
 public:
  virtual ~OperationContract() = default;

  /// Everything in which the request breaks the contract: path and query parameters, headers, media type,
  /// body. All of it, not the first. Credentials are not judged here (they are `securitySchemes`, judged by
  /// AUTH rules). Nothing that a client can send makes this throw or recurse deeply.
  [[nodiscard]] virtual std::vector<Violation> check_request(const Request& request, const Target& target,
                                                             const PathParameters& path) const = 0;

  /// Everything in which a response breaks the contract: status, headers, media type, body.
  [[nodiscard]] virtual std::vector<Violation> check_response(const Response& response) const = 0;

  /// The JSON Schema of that response's JSON body with every `$ref` replaced by what it points to, so that
  /// one can walk through `properties`, `items`, `allOf` … of it; null if the operation has no such response.
  /// Made at each call.
  [[nodiscard]] virtual Json response_schema(int status) const = 0;
};

/// An OpenAPI 3.1 document with its JSON Schema 2020-12 files: what each operation of one provider (in one
/// dialect) promises, webhooks included. Safe to share between threads.
class Contract {
 public:
  virtual ~Contract() = default;

  /// `baanx/documented`
  [[nodiscard]] virtual std::string_view name() const = 0;

  /// Nullptr if the document has no such operation. Lives as long as the contract.
  [[nodiscard]] virtual const OperationContract* find(std::string_view method,
                                                      std::string_view path_template) const = 0;

  /// What is wrong with a webhook's payload, by the name of its entry under `webhooks`. Empty: it fits.
  [[nodiscard]] virtual std::vector<Violation> check_webhook(std::string_view webhook, const Headers& headers,
                                                             std::string_view body) const = 0;
};

/// Where contracts come from.
class ContractLibrary {
 public:
  virtual ~ContractLibrary() = default;
  /// The contract of that name; asked twice, the same one. The name is one that a provider of ours gives, so
  /// an unknown name is our own mistake.
  virtual std::shared_ptr<const Contract> get(std::string_view name) = 0;
};

}  // namespace mock::core
