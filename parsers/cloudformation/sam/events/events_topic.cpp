// Events of a topic: it invokes the function, or sends to a queue of which the function takes.

#include <array>

#include "parsers/cloudformation/sam/events/event_properties.h"
#include "parsers/cloudformation/sam/events/events.h"
#include "parsers/cloudformation/sam/events/events_stream.h"
#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

class TopicEvent {
 public:
  TopicEvent(Expansion& expansion, const Invoked& invoked, const Event& event)
      : expansion_(expansion),
        tree_(expansion.tree()),
        invoked_(invoked),
        event_(event),
        maker_(expansion.at(event.place)),
        topic_(own(expansion, event, "Topic")) {}

  void expand() {
    const Part queue = own(expansion_, event_, "SqsSubscription");
    if (tree_.is_map(queue)) return through(queue);
    if (is_given(tree_, queue)) return through_new_queue();
    subscribe("lambda", arn_of(maker_, invoked_));
    permit(expansion_, invoked_, event_, "sns.amazonaws.com", topic_);
  }

 private:
  void subscribe(std::string_view protocol, Part endpoint) {
    const Part made = maker_.map(
        {{"Protocol", maker_.text(protocol)}, {"Endpoint", endpoint}, {"TopicArn", topic_}});
    maker_.take(made, event_.properties,
                {"Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"});
    expansion_.make(invoked_.owner, event_.id, "AWS::SNS::Subscription", made, event_.place);
  }

  /// Through a queue that the event names.
  void through(Part queue) {
    const Part arn = tree_.find(queue, "QueueArn"), url = tree_.find(queue, "QueueUrl");
    if (!is_given(tree_, arn) || !is_given(tree_, url)) {
      return wrong(expansion_, invoked_, event_, queue,
                   "needs a QueueArn and a QueueUrl in its SqsSubscription");
    }
    const std::string_view id = tree_.text(tree_.find(queue, "QueuePolicyLogicalId"));
    connect(arn, url, id.empty() ? event_.id + "QueuePolicy" : std::string(id),
            tree_.find(queue, "BatchSize"));
  }

  void through_new_queue() {
    const std::string id = event_.id + "Queue";
    const Part fifo =
        tree_.find(expansion_.resource(expansion_.referred(topic_)), {"Properties", "FifoTopic"});
    const Part queue = maker_.map({});
    if (is_given(tree_, fifo)) maker_.set(queue, "FifoQueue", fifo);
    expansion_.make(invoked_.owner, id, "AWS::SQS::Queue", queue, event_.place);
    connect(maker_.get_att(id, "Arn"), maker_.ref(id), event_.id + "QueuePolicy", {});
  }

  void connect(Part arn, Part url, std::string policy_id, Part batch_size) {
    const Part condition = maker_.map({{"ArnEquals", maker_.map({{"aws:SourceArn", topic_}})}});
    const Part statement = maker_.map({{"Action", maker_.text("sqs:SendMessage")},
                                       {"Effect", maker_.text("Allow")},
                                       {"Principal", maker_.text("*")},
                                       {"Resource", arn},
                                       {"Condition", condition}});
    const Part document = maker_.map(
        {{"Version", maker_.text("2012-10-17")}, {"Statement", maker_.list({statement})}});
    make_or_replace(expansion_, invoked_, std::move(policy_id), "AWS::SQS::QueuePolicy",
                    maker_.map({{"PolicyDocument", document}, {"Queues", maker_.list({url})}}),
                    event_.place);
    subscribe("sqs", arn);
    take_from_queue(expansion_, invoked_, event_, arn, batch_size);
  }

  Expansion& expansion_;
  Tree& tree_;
  const Invoked& invoked_;
  const Event& event_;
  const Maker maker_;
  const Part topic_;
};

}  // namespace

void expand_topic_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  TopicEvent(expansion, invoked, event).expand();
}

}  // namespace weir::cloudformation::sam
