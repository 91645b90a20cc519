#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/query/evaluator.h"

namespace weir::query {

/// Evaluates one rule: bindings of `match`, then what its mitigations do to them.
class RuleEvaluator {
 public:
  RuleEvaluator(Evaluator& evaluator, const Query& query,
                const std::vector<CompiledMitigation>& mitigations,
                Undecideds undecideds = Undecideds::counted, Matches matches = Matches::told)
      : evaluator_(evaluator),
        logic_(evaluator.logic()),
        query_(query),
        mitigations_(mitigations),
        report_names_(names_of_report(evaluator.queries(), query)),
        undecideds_(undecideds),
        matches_(matches) {}

  Outcome run();
  /// For the binding in the frame: truth with all enough mitigations taken off.
  Tri unmitigated(Tri base);
  /// Verdict of one mitigation for the binding in the frame, as far as `holds` reaches.
  MitigationResult judge(const CompiledMitigation& mitigation, Guard holds);

 private:
  void take(Tri base, bool certain);
  void count_undecided();
  void keep(std::vector<Match>& among, Guard holds, bool open_path);
  Match match_of_frame(Guard holds, bool open_path);
  void keep_undecided(Tri base);
  std::vector<NodeId> undecided_nodes() const;
  Undecided reason(Tri base);
  MitigationResult judge_hops(const CompiledMitigation& mitigation, Guard holds);
  const StepView& step_of(VariableId edge);
  bool strengthened(const StepView& view) const;
  Tri open_way(const StepView& view, Guard holds);
  static std::vector<VariableId> names_of_report(const Queries& queries, const Query& query);
  std::vector<std::uint64_t> report_key() const;
  std::vector<std::uint64_t> order_key(const Match& match) const;
  void sort(std::vector<Match>& matches) const;
  /// What makes a condition true in the current frame: places, and nodes that carry it.
  void evidence(ExprId expression, MitigationResult& result);
  void evidence_of_comparison(const Expr& expr, MitigationResult& result);

  Evaluator& evaluator_;
  const Logic& logic_;
  const Query& query_;
  const std::vector<CompiledMitigation>& mitigations_;
  const std::vector<VariableId> report_names_;
  Undecideds undecideds_;  ///< of what is reported once
  Matches matches_;
  Outcome outcome_;
  std::set<std::vector<std::uint64_t>> decided_keys_, undecided_keys_;
  std::map<std::vector<std::uint64_t>, std::size_t> told_;  ///< certain bindings, by key
  std::map<std::vector<std::uint64_t>, NodeId> undecided_of_;  ///< by key
  std::set<std::tuple<std::string, std::string, std::uint32_t, std::uint32_t>> reasons_;
};

}  // namespace weir::query
