// cpp-httplib alone, as one would use it: a thread for each connection, a handler that returns a constant.
//
//     understudy_bench_bare ANSWER PATH THREADS
//
// ANSWER is a file with the bytes of a whole answer, status line and headers included; they are sent as they
// are. Prints "ready PORT" and serves until it is killed.

#include <httplib.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

Answer read_answer(const char* path) {
  std::ifstream file{path, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  Answer answer;
  const auto status_line = text.find("\r\n");
  const auto head = text.find("\r\n\r\n");
  if (head == std::string::npos || text.rfind("HTTP/1.1 ", 0) != 0) return answer;
  for (auto begin = status_line + 2; begin < head + 2;) {
    const auto end = text.find("\r\n", begin);
    const auto colon = text.find(": ", begin);
    answer.headers.emplace_back(text.substr(begin, colon - begin), text.substr(colon + 2, end - colon - 2));
    begin = end + 2;
  }
  answer.body = text.substr(head + 4);
  answer.status = std::atoi(text.c_str() + std::string_view{"HTTP/1.1 "}.size());
  return answer;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const Answer answer = read_answer(argv[1]);
  const auto threads = static_cast<std::size_t>(std::strtoul(argv[3], nullptr, 10));
  if (answer.status == 0 || threads == 0) {
    std::cerr << "understudy_bench_bare: no answer in " << argv[1] << ", or no threads\n";
    return 2;
  }

  httplib::Server server;
  server.new_task_queue = [threads] { return new httplib::ThreadPool{threads}; };
  server.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
  server.set_keep_alive_timeout(75);
  server.Get(argv[2], [&answer](const httplib::Request&, httplib::Response& response) {
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
    response.body = answer.body;
  });
  // httplib adds `max=` to Keep-Alive and has an order of its own; here the bytes are to be the same.
  server.set_header_writer([&answer](httplib::Stream& stream, httplib::Headers&) {
    std::string text;
    for (const auto& [name, value] : answer.headers) {
      text += name;
      text += ": ";
      text += value;
      text += "\r\n";
    }
    text += "\r\n";
    return stream.write(text.data(), text.size());
  });

  const int port = server.bind_to_any_port("127.0.0.1");
  if (port < 0) return 1;
  std::cout << "ready " << port << std::endl;
  return server.listen_after_bind() ? 0 : 1;
}
