#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/poll_source.h"
#include "modem/socket_file.h"

namespace hostmodem {

/// A Unix-domain stream socket of the host, by which other processes of the same user give lines to
/// the modem and get its answers (docs/run.md).
///
/// Theory of operation: the event loop polls it as it does a link. A client sends a line and gets
/// an answer, as often as it likes. Nothing that a client does holds the modem up, or takes more
/// than kMaxLine bytes of it and one answer: it is not read from while its answer waits to be
/// taken, and after a line that is too long it is told so and closed. There are kMaxClients places;
/// one more client takes that of whoever has been silent for longest.
///
/// Thread: under the modem lock.
class ControlSocket final : public PollSource {
 public:
  static constexpr std::size_t kMaxLine = 1024;  ///< bytes, without its end
  static constexpr std::size_t kMaxClients = 8;

  /// What is answered to a line, which has neither its end nor a control character: lines, each
  /// with its end. It must not destroy the socket.
  using Answer = std::function<std::string(std::string_view line)>;

  /// Errors are those of SocketFile::open().
  static Result<std::unique_ptr<ControlSocket>> open(const std::filesystem::path& path,
                                                     Answer answer);

  /// The descriptor that listens: the same for as long as this lives.
  [[nodiscard]] int listener() const { return file_.get(); }

  void prepare(std::vector<pollfd>& fds, TimePoint& deadline) override;
  void dispatch(std::span<const pollfd> fds) override;

 private:
  struct Client {
    Descriptor socket;
    std::string input;   ///< up to kMaxLine and a line end
    std::string output;  ///< what it did not take yet
    bool ended = false;  ///< it says no more, or is not listened to
  };
  using Clients = std::list<Client>;

  ControlSocket(SocketFile file, Answer answer)
      : file_(std::move(file)), answer_(std::move(answer)) {}

  void accept();
  [[nodiscard]] bool serve(Client& client, short events);
  static bool read(Client& client);
  static bool write(Client& client);
  [[nodiscard]] bool take_line(Client& client);
  [[nodiscard]] std::string answer_to(std::string_view line);

  SocketFile file_;
  bool deaf_ = false;  ///< the host gave a client no descriptor
  Answer answer_;
  Clients clients_;  ///< the one that has been silent for longest is the first
};

}  // namespace hostmodem
