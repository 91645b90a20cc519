# What a dynamic block repeats, as the value that it makes: nested, with an iterator's key and value.
variable "listeners" {
  default = [
    { port = 80, protocol = "http", rules = [{ path = "/a" }, { path = "/b", weight = 2 }] },
    { port = 443, protocol = "https", rules = [] },
  ]
}
variable "zones" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "limits" { default = { cpu = 1, memory = "2" } }
variable "extra" {
  type    = object({ name = string })
  default = null
}

resource "terraform_data" "listener" {
  input = [
    for key, listener in var.listeners : {
      key      = key
      endpoint = "${listener.protocol}:${listener.port}"
      rule     = [for rule in listener.rules : { path = rule.path, of = listener.port, weight = try(rule.weight, 1) }]
    }
  ]
}

resource "terraform_data" "zone" {
  input = [for key, zone in var.zones : "${key}/${zone}"]
}

resource "terraform_data" "limit" {
  input = [for name, limit in var.limits : "${name}=${limit}"]
}

resource "terraform_data" "extra" {
  input = [for extra in var.extra[*] : extra.name]
}
