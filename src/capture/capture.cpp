#include "capture/capture.h"

#include <cstring>
#include <string>
#include <utility>

#include "base/log.h"
#include "capture/exported_pdu.h"

namespace hostmodem::capture {
namespace {

constexpr std::uint32_t kModem = 0;

}  // namespace

Result<std::unique_ptr<Capture>> Capture::start(const std::filesystem::path& path,
                                                Secrets secrets) {
  auto file = BlockFile::create(path, secrets == Secrets::kIncluded ? BlockFile::Access::kPrivate
                                                                    : BlockFile::Access::kUsual);
  if (!file) return fail(file.error());
  std::unique_ptr<Capture> capture(new Capture(path, secrets, std::move(*file)));
  pcapng::append_section_header(capture->block_, "hostmodem");
  capture->write(capture->block_);
  capture->add_interface({.link = pcapng::LinkType::kWiresharkUpperPdu,
                          .name = "modem",
                          .description = "AT commands and the radio"});
  if (capture->failure()) return fail(*capture->failure());
  log::info("capture: written to {}", path.native());
  return capture;
}

Capture::Network Capture::add_network(const NetworkInfo& info) {
  add_interface({.link = pcapng::LinkType::kRaw,
                 .name = info.name,
                 .description = info.description,
                 .v4 = info.v4,
                 .v6 = info.v6});
  return interfaces_ - 1;
}

void Capture::add_interface(const pcapng::InterfaceDescription& interface) {
  ++interfaces_;
  block_.clear();
  pcapng::append_interface(block_, interface);
  write(block_);
}

void Capture::packet(Network network, Direction direction, Time time,
                     std::span<const std::byte> packet) {
  write({.interface = network, .time = time, .direction = direction}, packet);
}

void Capture::at_lines(Direction direction, Time time, std::string_view lines) {
  message_.clear();
  append_exported_pdu(message_, kAtDissector, lines);
  write({.interface = kModem, .time = time, .direction = direction}, message_);
}

void Capture::event(Time time, std::string_view text) {
  message_.clear();
  append_exported_pdu(message_, kTextDissector, std::string(kTextPriority).append(text));
  write({.interface = kModem, .time = time}, message_);
}

void Capture::secrets(std::string_view nss_lines) {
  if (secrets_ == Secrets::kLeftOut) return;
  pcapng::Bytes block;
  pcapng::append_tls_secrets(block, nss_lines);
  write(block);
  ::explicit_bzero(block.data(), block.size());
}

void Capture::write(const pcapng::PacketHeader& header, std::span<const std::byte> packet) {
  block_.clear();
  pcapng::append_packet(block_, header, packet);
  write(block_);
}

void Capture::write(std::span<const std::byte> block) {
  if (failure_) return;
  const auto written = file_->append(block);
  if (written) return;
  failure_ = written.error();
  log::error("capture: ends, {} can't be written: {}", path_.native(),
             errno_text(static_cast<int>(written.error())));
}

}  // namespace hostmodem::capture
