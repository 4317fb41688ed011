#include "providers/registry.hpp"

#include "providers/baanx/provider.hpp"
#include "providers/file_order/provider.hpp"
#include "providers/musement/provider.hpp"

#include <array>

namespace mock::providers {

std::span<const core::Provider* const> all_providers() {
  static const musement::MusementProvider kMusement;
  static const baanx::BaanxProvider kBaanx;
  static const file_order::FileOrderProvider kFileOrder;
  // A new provider is a folder of its own, a line above and its name here.
  static const std::array<const core::Provider*, 3> kProviders{&kMusement, &kBaanx, &kFileOrder};
  return kProviders;
}

}  // namespace mock::providers
