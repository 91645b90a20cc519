locals {
  from_json = jsondecode("{\"a\": [1, \"two\", null], \"b\": {\"c\": true}}")
  from_yaml = yamldecode(<<-EOT
    queues:
      - name: in
        size: 3
      - name: out
    enabled: true
  EOT
  )
}

resource "terraform_data" "queue" {
  for_each = { for queue in local.from_yaml.queues : queue.name => try(queue.size, 1) }
  input    = each.value
}

resource "terraform_data" "x" {
  input = {
    item   = local.from_json.a[1]
    inner  = local.from_json.b.c
    on     = local.from_yaml.enabled
    policy = jsondecode(jsonencode({ Resource = [for name in ["a", "b"] : join("/", ["arn", name])], Maybe = try(local.from_json.x, "none") }))
  }
}
