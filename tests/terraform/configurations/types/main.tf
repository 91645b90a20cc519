variable "strings" {
  type    = list(string)
  default = [1, true, "a", null]
}
variable "set" {
  type    = set(string)
  default = ["b", "a", 1, "b"]
}
variable "numbers" {
  type    = list(number)
  default = ["1", 2.5]
}
variable "map" {
  type    = map(string)
  default = { a = 1, b = true }
}
variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}
variable "object" {
  type    = object({ a = string, b = optional(number), c = optional(list(string), ["x"]), d = optional(object({ e = optional(bool, true) }), {}) })
  default = { a = 1, extra = "dropped" }
}
variable "nested" {
  type    = map(object({ ports = set(number) }))
  default = { web = { ports = [443, 80, 80] } }
}
variable "anything" {
  type    = any
  default = { list = ["a", 1] }
}
variable "same" {
  type    = list(any)
  default = ["a", 1]
}

resource "terraform_data" "x" {
  input = {
    strings  = var.strings
    set      = var.set
    numbers  = var.numbers
    map      = var.map
    tuple    = var.tuple
    object   = var.object
    nested   = var.nested
    anything = var.anything
    same     = var.same
  }
}
