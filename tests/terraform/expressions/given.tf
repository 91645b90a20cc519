# What the expressions beside this file see.

terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }  # for its functions
  }
}

locals {
  list   = [1, 2, 3]
  map    = { x = { v = [10, 20] }, y = { v = [30] } }
  nested = { a = { b = { c = "deep" } } }
  people = [{ id = "a", n = 1 }, { id = "b", n = 2 }, { id = "a", n = 3 }]
  set    = toset(["c", "a", "b"])
  lines  = "a\nb\nc"
  first  = local.second
  second = "${local.third}!"
  third  = "end"
}

variable "text" { default = "hello" }
variable "list" { default = ["a", "b", "c"] }
variable "nothing" { default = null }

variable "no_string" {
  type    = string
  default = null
}

variable "number" {
  type    = number
  default = "42"
}

variable "string" {
  type    = string
  default = 1.50
}

variable "bool" {
  type    = bool
  default = "true"
}

variable "string_of_bool" {
  type    = string
  default = true
}

variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}

variable "numbers" {
  type    = list(number)
  default = ["1", 2, "3.5"]
}

variable "strings" {
  type    = list(string)
  default = [1, true, "x"]
}

variable "string_map" {
  type    = map(string)
  default = { a = 1, b = true }
}

variable "any_list" {
  type    = list(any)
  default = [1, "a"]
}

variable "any_map" {
  type    = map(any)
  default = { a = 1, b = "x" }
}

variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}

variable "object" {
  type = object({
    name  = string
    size  = optional(number, 5)
    tags  = optional(map(string), {})
    list  = optional(list(string))
    inner = optional(object({ on = optional(bool, true), off = optional(string) }), {})
  })
  default = { name = "n", size = null, other = 1 }
}

variable "objects" {
  type    = list(object({ a = string, b = optional(string, "bee") }))
  default = [{ a = "1" }, { a = 2, b = null }, { a = true, b = "x", c = 1 }]
}

variable "object_map" {
  type    = map(object({ a = optional(number, 1) }))
  default = { k = {}, j = { a = "7" } }
}

locals {
  template  = "Hello, $${name}!"
  loop      = "%%{ for i in items ~}\n- $${i}\n%%{ endfor ~}\n"
  unclosed  = "$${"
  templates = { a = "n = $${n}" }
}
