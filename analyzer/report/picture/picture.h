#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/diagram.h"
#include "analyzer/report/report.h"

/// A picture of the diagram before it is written in a format. All texts are as the input has them
/// but short; writers escape them.
namespace weir::report {

/// Numbers of the legend that stand at a shape, frame or line, and the worst of their severities.
struct Marks {
  std::set<std::size_t> numbers;  ///< from 1
  double severity = 0;

  void add(std::size_t number, double of);
  void add(const Marks& other);
};

enum class ShapeKind : std::uint8_t { process, data_store, external_entity, control, group };

/// One thing drawn: an element, or several as one.
struct Shape {
  std::string id;  ///< of ASCII letters, digits and underscores; by the address, not by the order
  ShapeKind kind = ShapeKind::process;
  std::string name;
  std::string sort;    ///< what it is, as its provider calls it ("Lambda function"); "" = not known
  std::string origin;  ///< the unit it is of, where several have one of this name
  std::vector<std::string> notes;  ///< controls on it: "protects: AssistantGuardrail"
  Marks marks;
  std::size_t frame = 0;                        ///< into Picture::frames
  std::vector<std::string> parts;               ///< of the system, that hold it, outermost first
  std::map<std::string, std::size_t> contents;  ///< groups: what it is → how many
  bool focus = false;                           ///< asked for: never put into a group

  std::size_t count() const;  ///< elements that it stands for
};

/// A trust boundary, around shapes and other frames.
struct Frame {
  std::string id;
  std::string title;
  std::vector<std::string> notes;
  Marks marks;
  std::size_t outer = 0;
};

/// What goes between two shapes, in one line.
struct Line {
  std::size_t from = 0, to = 0;                 ///< into Picture::shapes; `from` asks
  bool to_gets = false;                         ///< data goes to `to`, or it is asked
  bool from_gets = false;                       ///< data is what `from` asks for
  bool control = false;                         ///< no flow: `from` is attached to `to`
  std::map<std::string, std::size_t> kinds;     ///< declared and implied flows of each kind
  std::map<std::string, std::size_t> possible;  ///< flows that only a permission allows
  Marks marks;
};

/// A rule with findings.
struct LegendRow {
  std::size_t number = 0;  ///< from 1, the worst first
  double severity = 0;
  std::string title;
  std::size_t findings = 0;
  bool marked = false;  ///< at something in the picture
};

struct Picture {
  std::vector<Shape> shapes;  ///< in the order of `node_before`
  std::vector<Frame> frames;  ///< the first is the outermost and not drawn
  std::vector<Line> lines;    ///< by the ids of their ends
  std::vector<LegendRow> legend;
};

/// What the options ask for, with the findings of `results` marked; at most kPictureShapes shapes.
Picture make_picture(const Results& results, const DiagramOptions& options);

/// Where the elements and boundaries of a drawing stand in its picture.
struct Standing {
  std::map<NodeId, std::vector<std::size_t>> shapes;  ///< a control: what it is noted at
  std::map<NodeId, std::size_t> frames;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> lines;  ///< of flows, by their ends
};

/// Marks what findings are about, and fills the legend. An item's finding is marked at what has
/// it, an identity's at what runs as it, else at the end of the finding's path; the flow that a
/// finding reports is marked too.
void mark_findings(const Results& results, const Standing& standing, bool whole, Picture& picture);

/// Draws several shapes as one until there are at most `limit`, what tells a reader least first:
/// what is of one sort in a boundary within another; the deepest nested stacks and modules; what
/// has the same lines to the same others; what is of one sort in any boundary; whole boundaries,
/// the deepest and largest first, but no outermost one; what is of one kind, and all in one frame.
void collapse(Picture& picture, std::size_t limit);

/// "ChatFunction", "chat.this": the name in messages without its resource type, shortened.
std::string short_name(const GraphNode& node);
/// At most 44 characters: the middle of longer texts is left out.
std::string shortened(std::string_view text);
/// The last 44 characters of a path.
std::string end_of(std::string_view path);
/// What an element is, as its provider calls it: its concept's name without the provider, words as
/// definitions/enums.yaml shows them ("aws.dynamodb.table" → "DynamoDB table").
std::string title_of(const Catalog& catalog, ConceptId id);
/// "The deployment account", "VPC Main": a boundary's name, with its kind unless the name says it;
/// "Subnet given by PrivateSubnets": one that only a parameter knows.
std::string frame_title(const Catalog& catalog, const GraphNode& boundary);
/// "read, write, possibly delete"; several flows of a kind with their number.
std::string label_of(const Line& line);
/// "12 Lambda functions, 5 DynamoDB tables and 3 more".
std::string contents_of(const Shape& group);
/// "high, 2 findings": what the legend says of a row besides its title.
std::string legend_detail(const LegendRow& row);
/// "1, 3" of marks.
std::string numbers_of(const Marks& marks);
/// "monitors: ApiErrorsAlarm, ChatErrorsAlarm and 2 more".
std::string note_of(const std::string& kind, const std::vector<std::string>& controls);

}  // namespace weir::report
