#include "interop/secrets.h"

namespace hostmodem::test::interop {
namespace {

KeyKind kind(Key key) {
  switch (key) {
    case Key::kRsa2048:
      return KeyKind::kRsa2048;
    case Key::kP384:
      return KeyKind::kP384;
    case Key::kP256:
    case Key::kPsk:
      break;
  }
  return KeyKind::kP256;
}

}  // namespace

Secrets make_secrets(Key key) {
  if (key == Key::kPsk) return {.key = key, .root = {}, .identity = {}};
  const Identity root = make_root();
  return {.key = key,
          .root = root.certificate,
          .identity = make_server(root, Secrets::kServerName, kind(key))};
}

}  // namespace hostmodem::test::interop
