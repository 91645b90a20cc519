#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "analyzer/report/diagram_entries.h"
#include "analyzer/report/report.h"

namespace weir::report {
namespace {

constexpr std::size_t kEntriesOfPart = 4096;

/// Some entries of an array, as its lines.
template <class T>
std::string entries_of(const Scene& scene, std::span<const T> ids, Json (*entry)(const Scene&, T)) {
  std::string out;
  for (const T id : ids) add_entry(out, entry(scene, id));
  return out;
}

constexpr std::array<std::string_view, 5> kSections = {"elements", "flows", "attachments",
                                                       "permissions", "boundaries"};

}  // namespace
}  // namespace weir::report

struct weir::DiagramJson::Impl {
  enum class Section : std::uint8_t { elements, flows, attachments, permissions, boundaries };
  /// Some entries of a section.
  struct Part {
    Section section;
    std::size_t first = 0, end = 0;
    std::string text = {};
  };

  Impl(const Dfd& of, const Catalog& words, const SourceMap& texts, const DiagramOptions& options)
      : dfd(of),
        catalog(words),
        sources(texts),
        version(options.version),
        nesting(of, words),
        drawing(report::draw(of, words, nesting, options)),
        exposed(report::exposures(of, words)) {
    add(Section::elements, drawing.elements.size());
    add(Section::flows, drawing.flows.size());
    add(Section::attachments, drawing.attachments.size());
    add(Section::permissions, 1);  // grouped all together
    add(Section::boundaries, drawing.boundaries.size());
  }

  void add(Section section, std::size_t entries) {
    for (std::size_t first = 0; first < entries; first += report::kEntriesOfPart)
      parts.push_back({section, first, std::min(entries, first + report::kEntriesOfPart)});
  }

  std::string written(const Part& part) const {
    Enclosures enclosures(dfd, catalog);  // it remembers answers: one for each thread
    const report::Scene scene{dfd, catalog, sources, nesting, drawing, enclosures, exposed};
    switch (part.section) {
      case Section::elements:
        return report::entries_of(scene, ids_in(part, drawing.elements), report::element_of);
      case Section::flows:
        return report::entries_of(scene, ids_in(part, drawing.flows), report::flow_of);
      case Section::attachments:
        return report::entries_of(scene, ids_in(part, drawing.attachments), report::attachment_of);
      case Section::permissions:
        return report::write_permissions(scene);
      case Section::boundaries:
        return report::entries_of(scene, ids_in(part, drawing.boundaries), report::boundary_of);
    }
    return {};
  }

  template <class T>
  static std::span<const T> ids_in(const Part& part, const std::vector<T>& ids) {
    return std::span(ids).subspan(part.first, part.end - part.first);
  }

  const Dfd& dfd;
  const Catalog& catalog;
  const SourceMap& sources;
  const std::string version;
  const report::Nesting nesting;
  const report::Drawing drawing;
  const std::map<NodeId, const Attachment*> exposed;
  std::vector<Part> parts;  ///< section by section
};

weir::DiagramJson::DiagramJson(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources,
                               const DiagramOptions& options)
    : impl_(std::make_unique<Impl>(dfd, catalog, sources, options)) {}
weir::DiagramJson::~DiagramJson() = default;

std::size_t weir::DiagramJson::parts() const { return impl_->parts.size(); }

void weir::DiagramJson::write(std::size_t part) {
  impl_->parts[part].text = impl_->written(impl_->parts[part]);
}

std::string weir::DiagramJson::whole(std::size_t unresolved) {
  const report::Json tool{{"name", "weir"}, {"version", impl_->version}};
  std::string out = "{\n\"version\": 1,\n\"tool\": " + report::written(tool) + ",\n";
  for (std::size_t section = 0; section < report::kSections.size(); ++section) {
    report::Array list(out, report::kSections[section]);
    for (const Impl::Part& part : impl_->parts)
      if (static_cast<std::size_t>(part.section) == section) list.add_entries(part.text);
    list.close();
    out += ",\n";
  }
  return out + "\"coverage\": " +
         report::written(report::coverage_entry(impl_->dfd, unresolved)) + "\n}\n";
}

std::string weir::write_diagram_json(const Dfd& dfd, const Catalog& catalog,
                                     const SourceMap& sources, std::size_t unresolved,
                                     const DiagramOptions& options) {
  DiagramJson json(dfd, catalog, sources, options);
  for (std::size_t i = 0; i < json.parts(); ++i) json.write(i);
  return json.whole(unresolved);
}
